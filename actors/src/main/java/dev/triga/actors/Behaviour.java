package dev.triga.actors;

import java.util.Map;

/// What an actor does, as a class: its fields are the actor's state, which needs no locks because
/// all its methods are called on the actor's turn.
///
/// ```java
/// public final class Counter implements Behaviour {
///   private long count;
///
///   @Override
///   public void answers(Answers on) {
///     on.command(ADD, (actor, n) -> count += n);
///   }
/// }
/// ```
///
/// The class needs a public constructor without parameters: the actor's process makes the object.
/// The hooks run as coroutines and may await.
public interface Behaviour {
  /// Says which commands it answers. Called once, first of all.
  void answers(Answers on);

  /// The actor is known to its manager and about to run. A failure here is a failure to start.
  ///
  /// @throws Exception fails the start
  default void onStart(Actor actor) throws Exception {}

  /// The actor begins to stop; its children are still there. A failure is reported and the actor
  /// goes on stopping.
  ///
  /// @throws Exception when it failed
  default void onStopping(Actor actor) throws Exception {}

  /// Called at each [period][ActorSpec#every], never twice at once. A failure is reported and the
  /// next call comes in its time.
  ///
  /// @throws Exception when it failed
  default void onPeriodic(Actor actor) throws Exception {}

  /// Adds to what the actor tells about itself; see [InfoHook].
  ///
  /// @throws Exception is noted in the info
  default void onInfo(Actor actor, Map<String, Object> info) throws Exception {}

  /// Changes what this actor is about to start; see [SpecHook].
  ///
  /// @throws Exception fails the start of the other
  default ActorSpec onParams(Actor actor, ActorSpec spec) throws Exception {
    return spec;
  }
}
