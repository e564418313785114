package dev.triga.loop;

import java.time.Duration;

/// Arithmetic on due times: nanoseconds since the loop's origin, from zero to [Long#MAX_VALUE],
/// where results outside of that range become the nearest end of it. So no delay overflows, and
/// none that is too long to tell makes a call early.
public final class TimerInstant {
  /// As many seconds as fit in a count of nanoseconds.
  private static final long SECONDS_MAX = Long.MAX_VALUE / 1_000_000_000L;

  private TimerInstant() {}

  /// The time that lies the given amount after another.
  ///
  /// @param from a time, zero or more
  /// @param by amount to add, negative to go back
  /// @return the sum, within the range of times
  public static long plus(long from, Duration by) {
    long nanos = nanos(by);
    long sum = from + nanos;
    if (nanos >= 0) {
      return sum < 0 ? Long.MAX_VALUE : sum;
    }
    return Math.max(sum, 0);
  }

  /// The time at which a call is due that is to run after a delay.
  ///
  /// @param now the present time
  /// @param delay how long to wait
  /// @return the due time
  /// @throws IllegalArgumentException if the delay is negative
  public static long after(long now, Duration delay) {
    if (delay.isNegative()) {
      throw new IllegalArgumentException(
          "The delay is " + delay + "; pass zero for the next pass, or a positive duration");
    }
    return plus(now, delay);
  }

  private static long nanos(Duration duration) {
    if (duration.toSeconds() >= SECONDS_MAX) {
      return Long.MAX_VALUE;
    }
    if (duration.toSeconds() <= -SECONDS_MAX) {
      return -Long.MAX_VALUE;
    }
    return duration.toNanos();
  }
}
