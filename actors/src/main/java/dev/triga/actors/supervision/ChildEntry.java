package dev.triga.actors.supervision;

import dev.triga.actors.Restart;

/// What a [Supervisor] knows of one child.
final class ChildEntry {
  /// Where a child is in the eyes of its supervisor.
  enum Stage {
    /// Ended, and known by name: a transient one that is done, or one whose group is about to be
    /// started.
    DOWN,
    /// Down, and to be started when a pause is over.
    PAUSED,
    /// Ended during a round: what becomes of it is decided afterwards.
    ENDED,
    STARTING,
    UP,
    /// Asked to stop.
    STOPPING
  }

  final String name;
  final Restart restart;
  final boolean isSignificant;
  final Pause pause;

  /// The number of its life; 0 before the first.
  int generation;

  Stage stage = Stage.DOWN;

  /// When it became ready.
  long upSince;

  /// When its pause is over.
  long dueAt;

  /// Whether somebody wants it gone: no restart, whatever its type.
  boolean isUnwanted;

  /// Whether it was ready in this life.
  boolean wasUp;

  ChildEntry(String name, Restart restart, boolean isSignificant, Pause pause) {
    this.name = name;
    this.restart = restart;
    this.isSignificant = isSignificant;
    this.pause = pause;
  }

  boolean isAlive() {
    return stage == Stage.STARTING || stage == Stage.UP || stage == Stage.STOPPING;
  }

  /// Whether it is to be started again after such an end.
  boolean wantsRestart(Ending ending) {
    return !isUnwanted
        && switch (restart) {
          case PERMANENT -> true;
          case TRANSIENT -> ending == Ending.ABNORMAL;
          case TEMPORARY -> false;
        };
  }

  long ranNanos(long now) {
    return wasUp ? now - upSince : -1;
  }
}
