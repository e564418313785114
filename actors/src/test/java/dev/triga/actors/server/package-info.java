/// Tests of servers as processes of the operating system.
package dev.triga.actors.server;
