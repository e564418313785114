package dev.triga.reactor;

/// Where a reactor takes its time from. Monotonic: it never goes back and knows nothing of the
/// wall.
@FunctionalInterface
public interface ReactorClock {
  /// Nanoseconds since some fixed moment; only differences mean anything. Any thread.
  long nanoTime();

  /// Whether time stands still unless somebody advances it, as in a test. A reactor on a virtual
  /// clock is not watched for stalls.
  default boolean isVirtual() {
    return false;
  }

  /// The system's monotonic clock.
  static ReactorClock system() {
    return System::nanoTime;
  }
}
