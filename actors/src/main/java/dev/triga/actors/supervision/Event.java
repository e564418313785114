package dev.triga.actors.supervision;

import dev.triga.actors.Restart;

/// What a supervisor hears. A generation that is over is ignored.
public sealed interface Event {
  /// A child is to be looked after, and started.
  ///
  /// @param isSignificant whether its end may end the supervisor
  record Add(String child, Restart restart, boolean isSignificant) implements Event {}

  /// A child runs.
  record Ready(String child, int generation) implements Event {}

  /// A child has ended, or could not be started.
  record Exited(String child, int generation, Ending ending) implements Event {}

  /// Somebody wants a child stopped and not restarted.
  record Remove(String child) implements Event {}

  /// The time has come that was asked for.
  record Tick() implements Event {}

  /// Everything is to be stopped.
  record Stop() implements Event {}
}
