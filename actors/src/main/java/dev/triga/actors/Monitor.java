package dev.triga.actors;

import dev.triga.actors.cell.MonitorCell;
import dev.triga.async.Deferred;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps a number of workers of one kind alive. Its methods need the arbiter's turn.
public sealed interface Monitor permits MonitorCell {
  /// The monitor as an actor: what others send messages to.
  ActorRef self();

  /// The workers as a group, for messages that any of them may take.
  ActorGroup workers();

  /// The workers that are starting, running or stopping, oldest first.
  List<ActorRef> workerRefs();

  /// How many workers there are to be.
  int target();

  /// Changes how many workers there are to be: missing ones are started, and the oldest of those
  /// that are too many retire.
  ///
  /// @return succeeds when so many run
  /// @throws IllegalArgumentException if it is negative or above [Workers#COUNT_MAX]
  Deferred<@Nullable Void> scale(int workers);

  /// Replaces every worker by a new one: each retires when its successor is ready.
  ///
  /// When three new ones in a row do not start, the reload is given up: whoever has not been
  /// replaced serves on, and nothing counts as a restart.
  ///
  /// @return succeeds when all that run now have been replaced; fails with a [SpawnFailure] when it
  ///   was given up
  Deferred<@Nullable Void> reload();

  /// Replaces every worker by one that is as this spec says, but for its kind, which stays. When it
  /// is given up, workers that start later are as they were before.
  ///
  /// @return succeeds when all that run now have been replaced; fails with a [SpawnFailure] when it
  ///   was given up
  Deferred<@Nullable Void> reload(ActorSpec worker);

  /// Replaces every worker as [#reload(ActorSpec)] does, and changes how many there are to be: new
  /// ones that do not start count as those of the reload. When it is given up, the number stays.
  ///
  /// @return succeeds when so many run and none of them is an old one; fails with a [SpawnFailure]
  ///   when it was given up
  /// @throws IllegalArgumentException if it is negative or above [Workers#COUNT_MAX]
  Deferred<@Nullable Void> reload(ActorSpec worker, int workers);

  /// Succeeds when as many workers run as there are to be.
  Deferred<@Nullable Void> ready();

  /// Stops the workers and the monitor.
  ///
  /// @return succeeds when they have ended
  Deferred<Termination> stop();
}
