package dev.triga.async;

import java.time.Duration;

/// What [Deferred#timeout(Duration)], and others with a time-out, fail with when the time is over.
/// The Deferreds that are cancelled for it have this as the cause of their [CancelFailure].
public final class TimeoutFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Duration after;

  TimeoutFailure(Duration after) {
    super("no result within " + after);
    this.after = after;
  }

  /// One for something that has a name.
  ///
  /// @param what what had no result
  /// @param after the time that was allowed
  public TimeoutFailure(String what, Duration after) {
    super(what + " has no result within " + after);
    this.after = after;
  }

  /// The time that was allowed.
  public Duration after() {
    return after;
  }
}
