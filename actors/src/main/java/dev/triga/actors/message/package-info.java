/// What goes from actor to actor between processes, as plain data for a codec. Inside a process
/// nothing of this is made: there a message is an object in the receiver's queue.
@org.jspecify.annotations.NullMarked
package dev.triga.actors.message;
