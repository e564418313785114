package dev.triga.benchmarks.micro;

import java.time.Duration;

/// A delay in the forms that the contestants take, so that none of them pays for converting it.
///
/// @param duration as an object
/// @param nanos as a number
public record Delay(Duration duration, long nanos) {
  static Delay ofNanos(long nanos) {
    return new Delay(Duration.ofNanos(nanos), nanos);
  }
}
