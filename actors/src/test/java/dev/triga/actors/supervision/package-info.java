/// Tests of the state machines of supervision.
package dev.triga.actors.supervision;
