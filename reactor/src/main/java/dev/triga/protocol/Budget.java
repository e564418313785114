package dev.triga.protocol;

import java.util.concurrent.atomic.AtomicLong;

/// Bytes per second, shared by all connections of a factory: says how long to wait after some were
/// spent. For any thread.
///
/// It keeps one number: the instant at which everything spent so far is paid for (the generic cell
/// rate algorithm, ITU-T I.371). What was not spent for a while may be spent at once, up to a tenth
/// of a second's worth.
final class Budget {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long SAVED_NANOS_MAX = NANOS_PER_SECOND / 10;

  private final long bytesPerSecond;
  private final AtomicLong paidAt = new AtomicLong(Long.MIN_VALUE);

  Budget(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /// Spends bytes.
  ///
  /// @param now an instant of the reactor's clock, in nanoseconds
  /// @return for how long to spend nothing more, in nanoseconds; zero when there is some left
  long spend(long bytes, long now) {
    long cost = (long) (bytes * (double) NANOS_PER_SECOND / bytesPerSecond);
    for (; ; ) {
      long before = paidAt.get();
      boolean isFirst = before == Long.MIN_VALUE;
      long from = isFirst || before - (now - SAVED_NANOS_MAX) < 0 ? now - SAVED_NANOS_MAX : before;
      long after = from + cost;
      if (paidAt.compareAndSet(before, after)) {
        return Math.max(0, after - now);
      }
    }
  }
}
