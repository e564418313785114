package dev.triga.actors.supervision;

import java.time.Duration;

/// How long to wait before something that keeps failing is started again: longer each time.
final class Pause {
  private final long firstNanos;
  private final long longestNanos;
  private final long settledNanos;
  private int failuresInARow;

  /// One without failures.
  ///
  /// @param settled who has run for that long counts as sound, and the next pause is the first
  Pause(Duration first, Duration longest, Duration settled) {
    this.firstNanos = first.toNanos();
    this.longestNanos = longest.toNanos();
    this.settledNanos = settled.toNanos();
  }

  /// Whether there is never any.
  boolean isNone() {
    return firstNanos == 0;
  }

  /// The next one is the first again.
  void reset() {
    failuresInARow = 0;
  }

  /// The pause after a run.
  ///
  /// @param ranNanos how long it ran; negative if it did not
  long after(long ranNanos) {
    if (ranNanos >= settledNanos) {
      reset();
    }
    failuresInARow = Math.min(failuresInARow + 1, 62);
    long pause = firstNanos;
    for (int i = 1; i < failuresInARow && pause < longestNanos; i++) {
      pause = pause > longestNanos / 2 ? longestNanos : pause * 2;
    }
    return Math.min(pause, longestNanos);
  }
}
