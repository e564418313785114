package dev.triga.tasks;

import org.jspecify.annotations.Nullable;

/// When the tasks of a chunk ran: each by itself, or all together, evenly. Immutable.
final class Timing {
  static final Timing NONE = new Timing(0, 0, null, 0);

  private final long begun;
  private final long each;
  private final long @Nullable [] ended;
  private final long epoch;

  private Timing(long begun, long each, long @Nullable [] ended, long epoch) {
    this.begun = begun;
    this.each = each;
    this.ended = ended;
    this.epoch = epoch;
  }

  /// So long each, one after the other.
  ///
  /// @param begun when the first began, in nanoseconds after the batch began
  static Timing evenly(long begun, long each) {
    return new Timing(begun, each, null, 0);
  }

  /// As measured.
  ///
  /// @param begun when the first began, in nanoseconds after the batch began
  /// @param ended when each ended
  /// @param epoch when the batch began, on the clock of `ended`
  static Timing measured(long begun, long[] ended, long epoch) {
    return new Timing(begun, 0, ended, epoch);
  }

  long start(int i) {
    return ended == null ? begun + i * each : i == 0 ? begun : ended[i - 1] - epoch;
  }

  long took(int i) {
    return ended == null ? each : ended[i] - epoch - start(i);
  }
}
