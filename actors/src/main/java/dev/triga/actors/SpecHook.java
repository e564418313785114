package dev.triga.actors;

import java.io.Serializable;

/// Has the last word on an actor that another one is about to start; see [ActorSpec#onParams].
@FunctionalInterface
public interface SpecHook extends Serializable {
  /// Changes what is about to be started. A coroutine on the turn of the actor that starts it.
  ///
  /// @return what is to be started instead; the same for no change
  /// @throws Exception fails the start
  ActorSpec adjust(Actor actor, ActorSpec spec) throws Exception;
}
