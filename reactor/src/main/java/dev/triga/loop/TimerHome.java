package dev.triga.loop;

/// What timers need of the event loop they belong to.
public interface TimerHome {

  /// Whether the caller has the turn of this loop. Only then may it touch the timer structure.
  ///
  /// @return true on the turn
  boolean isOnTurn();

  /// Reads the loop's clock. May be called from any thread.
  ///
  /// @return nanoseconds since the loop's origin, zero or more, never less than before
  long now();

  /// Has a message run on the turn, soon and in order, and wakes the loop if it sleeps. May be
  /// called from any thread.
  ///
  /// @param message what to run; it does not throw
  void post(Runnable message);
}
