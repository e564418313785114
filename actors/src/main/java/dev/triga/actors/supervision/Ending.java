package dev.triga.actors.supervision;

import dev.triga.actors.Termination;

/// How an actor ended, as far as its supervisor cares.
public enum Ending {
  /// By itself, with its work done.
  NORMAL,
  /// On request.
  SHUTDOWN,
  /// In any other way.
  ABNORMAL;

  /// That of a termination.
  public static Ending of(Termination termination) {
    if (termination.isAbnormal()) {
      return ABNORMAL;
    }
    return termination.cause() == Termination.Cause.NORMAL ? NORMAL : SHUTDOWN;
  }
}
