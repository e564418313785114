package dev.triga.actors.supervision;

/// Why a supervisor has finished.
public enum Outcome {
  /// It was told to stop.
  STOPPED,
  /// More restarts were needed in its period than it allows.
  RESTART_LIMIT,
  /// A significant child has ended by itself, and it ends with it.
  AUTO_SHUTDOWN
}
