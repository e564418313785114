package dev.triga.async;

import java.time.Duration;

/// Points in time at equal distances: point `k` is at `origin + k · interval`. Nanoseconds.
///
/// @param origin when the grid begins, on the clock
/// @param interval between two points; zero when every moment is one
/// @param last the point of the last call, or of none before the first
record Grid(long origin, long interval, long last) {
  static Grid of(long now, Duration interval, long last) {
    return new Grid(now, nanos(interval), last);
  }

  private static long nanos(Duration duration) {
    return duration.toSeconds() >= Long.MAX_VALUE / 1_000_000_000L
        ? Long.MAX_VALUE
        : duration.toNanos();
  }

  /// A new grid of the same interval.
  Grid begunAt(long now) {
    return new Grid(now, interval, 0);
  }

  /// The same after a call at the point so many points on.
  Grid after(long slots) {
    return new Grid(origin, interval, last + slots);
  }

  /// How long it is until a point, at least zero.
  long untilSlot(long slot, long now) {
    long at;
    try {
      at = Math.multiplyExact(slot, interval);
    } catch (ArithmeticException e) {
      at = Long.MAX_VALUE;
    }
    return Math.max(0, at - (now - origin));
  }

  /// How many points have come since the last call, at least one: a call does not come early.
  long slotsUntil(long now) {
    return interval == 0 ? 1 : Math.max(1, (now - origin) / interval - last);
  }

  /// The first point after now that is not before the end of a pause.
  long nextSlot(long now, Duration pause) {
    if (interval == 0) {
      return last + 1;
    }
    long soonest = (now - origin) / interval + 1;
    if (pause.isZero()) {
      return soonest;
    }
    long paused = now - origin + Math.min(nanos(pause), Long.MAX_VALUE / 2);
    return Math.max(soonest, Math.ceilDiv(paused, interval));
  }

  @Override
  public String toString() {
    return "every " + Duration.ofNanos(interval);
  }
}
