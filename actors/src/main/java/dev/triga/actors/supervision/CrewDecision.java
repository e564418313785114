package dev.triga.actors.supervision;

/// What a crew wants done.
public sealed interface CrewDecision {
  /// A worker is to be started.
  ///
  /// @param worker which one: 1 is the first that was ever started
  /// @param slot the number in its name: the least that no other has
  record Start(int worker, int slot) implements CrewDecision {}

  /// A worker is to be stopped.
  record Stop(int worker) implements CrewDecision {}

  /// The crew wants to [hear][CrewEvent.Tick] that this time has come. Later ones replace earlier
  /// ones.
  record Wake(long at) implements CrewDecision {}

  /// The reload is given up, because its new workers do not start: those who serve stay.
  record ReloadFailed() implements CrewDecision {}

  /// All workers have ended, and the crew does nothing more.
  record Finished(Outcome outcome) implements CrewDecision {}
}
