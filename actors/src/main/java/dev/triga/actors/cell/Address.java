package dev.triga.actors.cell;

import dev.triga.actors.ActorId;
import java.io.Serializable;

/// What Java's serialisation writes for a ref. Between processes it is exchanged for the ref of the
/// receiving process; elsewhere it stays what it is, since a ref without its process means nothing.
///
/// @param id which actor
/// @param name what it is called
public record Address(ActorId id, String name) implements Serializable {}
