package dev.triga.actors;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/// How an actor looks after those it has started: OTP's supervisor flags, and a pause before
/// restarts.
///
/// When more than [#intensity] restarts are needed within [#period], it gives up: it stops all its
/// children and ends itself with [Termination.Cause#RESTART_LIMIT], which its own supervisor then
/// decides upon.
///
/// @param strategy who is started again
/// @param intensity how many restarts there may be within the period; 0 for none at all
/// @param period the time in which restarts are counted
/// @param firstPause how long to wait before the first restart of an actor; zero for not at all. It
///   doubles with each further one, until the actor has run for a period
/// @param longestPause what the pause grows to at most
/// @param autoShutdown whether it ends with its significant children
public record Supervision(
    Strategy strategy,
    int intensity,
    Duration period,
    Duration firstPause,
    Duration longestPause,
    AutoShutdown autoShutdown)
    implements Serializable {

  /// OTP's defaults: each for itself, at most one restart in 5 seconds, no pause.
  public static final Supervision DEFAULT =
      new Supervision(
          Strategy.ONE_FOR_ONE,
          1,
          Duration.ofSeconds(5),
          Duration.ZERO,
          Duration.ZERO,
          AutoShutdown.NEVER);

  /// Checks the numbers.
  ///
  /// @throws IllegalArgumentException if the intensity is negative, the period not positive, or a
  ///   pause negative or longer than the longest
  public Supervision {
    Objects.requireNonNull(strategy, "strategy");
    Objects.requireNonNull(autoShutdown, "autoShutdown");
    if (intensity < 0) {
      throw new IllegalArgumentException("an intensity of " + intensity + " is negative");
    }
    if (period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException("a period of " + period + " is not positive");
    }
    if (firstPause.isNegative() || firstPause.compareTo(longestPause) > 0) {
      throw new IllegalArgumentException(
          "pauses from %s to %s are not possible: the first must not be negative nor longer"
              .formatted(firstPause, longestPause));
    }
  }

  /// The defaults with another strategy.
  public static Supervision of(Strategy strategy) {
    return new Supervision(
        strategy,
        DEFAULT.intensity,
        DEFAULT.period,
        DEFAULT.firstPause,
        DEFAULT.longestPause,
        DEFAULT.autoShutdown);
  }

  /// The same with another limit of restarts.
  public Supervision intensity(int restarts, Duration within) {
    return new Supervision(strategy, restarts, within, firstPause, longestPause, autoShutdown);
  }

  /// The same with pauses before restarts.
  public Supervision backoff(Duration first, Duration longest) {
    return new Supervision(strategy, intensity, period, first, longest, autoShutdown);
  }

  /// The same with another rule for ending by itself.
  public Supervision autoShutdown(AutoShutdown rule) {
    return new Supervision(strategy, intensity, period, firstPause, longestPause, rule);
  }
}
