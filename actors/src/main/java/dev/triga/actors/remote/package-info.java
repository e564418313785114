/// Actors of other processes: the refs to them, the connections over which messages go there and
/// come from there, and what happens when such a process ends.
///
/// ```java
/// var peer = peers.at(process);
/// ActorRef there = peer.reference(id, name, credit);
/// there.tell(GREET, "world"); // a frame on a Unix-domain connection
/// ```
///
/// Nobody but this module uses it.
@NullMarked
package dev.triga.actors.remote;

import org.jspecify.annotations.NullMarked;
