package dev.triga.actors;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// A function that is sent to an actor to be run there; see [ActorRef#run]. What it captures has to
/// be serialisable when the actor lives in another process.
///
/// @param <R> the type of its result
@FunctionalInterface
public interface ActorFunction<R extends @Nullable Object> extends Serializable {
  /// Runs as a coroutine on the turn of the actor it was sent to, so it may
  /// [await][dev.triga.async.Await#await].
  ///
  /// @throws Exception goes to whoever sent it
  R apply(Actor actor) throws Exception;
}
