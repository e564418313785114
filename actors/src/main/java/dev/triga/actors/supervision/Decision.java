package dev.triga.actors.supervision;

/// What a supervisor wants done.
public sealed interface Decision {
  /// A child is to be started. It will be [ready][Event.Ready] or [end][Event.Exited].
  ///
  /// @param generation which life of that child it is: 1 is the first
  record Start(String child, int generation) implements Decision {}

  /// A child is to be stopped, within the time it has for that. It will [end][Event.Exited].
  record Stop(String child, int generation) implements Decision {}

  /// A child is known no more: its name is free.
  record Forget(String child) implements Decision {}

  /// The supervisor wants to [hear][Event.Tick] that this time has come. Later ones replace earlier
  /// ones.
  ///
  /// @param at in nanoseconds of the clock that events are told in
  record Wake(long at) implements Decision {}

  /// All children have ended, and the supervisor does nothing more.
  record Finished(Outcome outcome) implements Decision {}
}
