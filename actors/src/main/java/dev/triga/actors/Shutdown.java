package dev.triga.actors;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long an actor has for stopping before it is killed: OTP's `shutdown`.
///
/// @param limit the time from the request to stop on; zero to kill at once without a request; null
///   for as long as it takes
public record Shutdown(@Nullable Duration limit) implements Serializable {
  /// Killed at once, without being asked.
  public static final Shutdown BRUTAL = new Shutdown(Duration.ZERO);

  /// Asked, and waited for however long it takes: for supervisors, whose children have limits of
  /// their own.
  public static final Shutdown INFINITE = new Shutdown(null);

  /// Asked, and killed after 5 seconds: OTP's default for workers.
  public static final Shutdown DEFAULT = after(Duration.ofSeconds(5));

  /// Checks the limit.
  ///
  /// @throws IllegalArgumentException if it is negative
  public Shutdown {
    if (limit != null && limit.isNegative()) {
      throw new IllegalArgumentException("a shutdown after " + limit + " is not possible");
    }
  }

  /// Asked, and killed when it has not stopped after a time.
  ///
  /// @throws IllegalArgumentException if it is negative
  public static Shutdown after(Duration limit) {
    return new Shutdown(limit);
  }

  /// Whether it is killed without being asked.
  public boolean isBrutal() {
    return limit != null && limit.isZero();
  }
}
