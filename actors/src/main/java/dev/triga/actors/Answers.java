package dev.triga.actors;

import org.jspecify.annotations.Nullable;

/// Takes down which commands a [Behaviour] answers. Only during [Behaviour#answers].
public interface Answers {
  /// Answers a command with a call on the actor's turn, which must not block or await.
  ///
  /// @return this
  /// @throws IllegalArgumentException if the command has an answer already or is built in
  <A extends @Nullable Object, R extends @Nullable Object> Answers command(
      Command<A, R> command, Answer<? super A, ? extends R> answer);

  /// Answers a command with a coroutine on the actor's turn, which may
  /// [await][dev.triga.async.Await#await]. Unless the actor is [concurrent][ActorSpec#concurrent],
  /// the next message waits until it has returned.
  ///
  /// @return this
  /// @throws IllegalArgumentException if the command has an answer already or is built in
  <A extends @Nullable Object, R extends @Nullable Object> Answers coroutine(
      Command<A, R> command, Answer<? super A, ? extends R> answer);
}
