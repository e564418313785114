/// Tests of actors.
package dev.triga.actors;
