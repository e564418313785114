package dev.triga.actors.supervision;

import java.time.Duration;
import java.util.ArrayDeque;

/// Counts restarts within a sliding period: OTP's intensity.
final class RestartBudget {
  private final int intensity;
  private final long periodNanos;
  private final ArrayDeque<Long> restarts = new ArrayDeque<>();

  RestartBudget(int intensity, Duration period) {
    this.intensity = intensity;
    this.periodNanos = period.toNanos();
  }

  /// Counts a restart.
  ///
  /// @return false when it is one too many
  boolean spend(long now) {
    while (!restarts.isEmpty() && now - restarts.getFirst() > periodNanos) {
      restarts.removeFirst();
    }
    restarts.addLast(now);
    return restarts.size() <= intensity;
  }
}
