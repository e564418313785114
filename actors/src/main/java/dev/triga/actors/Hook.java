package dev.triga.actors;

import java.io.Serializable;

/// Something an actor does at a point of its life. It runs as a coroutine on the actor's turn: what
/// takes time is [awaited][dev.triga.async.Await#await], and the actor's life goes on when the hook
/// has returned.
@FunctionalInterface
public interface Hook extends Serializable {
  /// Does it.
  ///
  /// @throws Exception when it failed; each hook says what becomes of that
  void run(Actor actor) throws Exception;
}
