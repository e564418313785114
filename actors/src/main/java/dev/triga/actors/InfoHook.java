package dev.triga.actors;

import java.io.Serializable;
import java.util.Map;

/// Adds to what an actor tells about itself; see [ActorSpec#onInfo].
@FunctionalInterface
public interface InfoHook extends Serializable {
  /// Adds entries: strings, numbers, booleans, and lists and maps of these. A coroutine on the
  /// actor's turn.
  ///
  /// @throws Exception is noted in the info in place of what it would have added
  void add(Actor actor, Map<String, Object> info) throws Exception;
}
