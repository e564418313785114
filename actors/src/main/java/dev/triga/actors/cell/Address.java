package dev.triga.actors.cell;

import dev.triga.actors.ActorId;
import dev.triga.actors.ActorRef;
import java.io.InvalidObjectException;
import java.io.Serializable;

/// A ref on its way to another process: where it arrives it becomes the ref of that process for the
/// same actor.
///
/// @param id which actor
/// @param name what it is called
record Address(ActorId id, String name) implements Serializable {
  private Object readResolve() throws InvalidObjectException {
    Cell reader = Cell.current();
    ActorRef ref = reader == null ? null : reader.population().directory().find(id.text());
    if (ref == null) {
      throw new InvalidObjectException("no actor " + name + " (" + id + ") is known here");
    }
    return ref;
  }
}
