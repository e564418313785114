package dev.triga.actors.supervision;

/// What a crew hears.
public sealed interface CrewEvent {
  /// So many workers are to be there.
  record Scale(int target) implements CrewEvent {}

  /// A worker runs.
  record Ready(int worker) implements CrewEvent {}

  /// A worker has ended, or could not be started.
  record Exited(int worker, Ending ending) implements CrewEvent {}

  /// A worker wants to be replaced: it has served enough.
  record Spent(int worker) implements CrewEvent {}

  /// Every worker that is there now is to be replaced, and so many are to be there.
  record Reload(int target) implements CrewEvent {}

  /// The time has come that was asked for.
  record Tick() implements CrewEvent {}

  /// All workers are to stop.
  record Stop() implements CrewEvent {}
}
