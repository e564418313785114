package dev.triga.http;

import java.time.Duration;

/// How long a client may still take with a body: without it, one byte now and then would keep a
/// connection for as long as its sender likes. Time in which nobody wants the body does not count.
/// On the turn.
final class BodyPace {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final HttpLimits limits;
  private long waitedNanos;
  private long sinceNanos;
  private long bytes;
  private boolean isWaiting;

  BodyPace(HttpLimits limits) {
    this.limits = limits;
  }

  void received(int more) {
    bytes += more;
  }

  /// Somebody waits for the client from now on, if not already.
  ///
  /// @return how long the next piece may take
  Duration patience(long nowNanos) {
    if (!isWaiting) {
      isWaiting = true;
      sinceNanos = nowNanos;
    }
    long timeout = limits.bodyTimeout().toNanos();
    long earned = (long) ((double) bytes / limits.bodyBytesPerSecond() * NANOS_PER_SECOND);
    long left = timeout + earned - waitedNanos - (nowNanos - sinceNanos);
    return Duration.ofNanos(Math.clamp(left, 1, timeout));
  }

  /// Nobody waits for the client.
  void rest(long nowNanos) {
    if (isWaiting) {
      isWaiting = false;
      waitedNanos += nowNanos - sinceNanos;
    }
  }
}
