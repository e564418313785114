package dev.triga.testing;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long something takes in a [Simulation], drawn anew each time.
@FunctionalInterface
public interface Latency {
  /// The next one, in nanoseconds, zero or more.
  ///
  /// @param random the only source of chance: the same one gives the same times
  long sampleNanos(RandomGenerator random);

  /// Always the same.
  ///
  /// @throws IllegalArgumentException if it is negative
  static Latency fixed(Duration time) {
    return uniform(time, time);
  }

  /// Anything from `least` to `most`, both included.
  ///
  /// @throws IllegalArgumentException unless `0 <= least <= most`
  static Latency uniform(Duration least, Duration most) {
    if (least.isNegative() || least.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "a latency from " + least + " to " + most + " is none: 0 <= least <= most is wanted");
    }
    long from = least.toNanos();
    long to = most.toNanos();
    return random -> from == to ? from : random.nextLong(from, to + 1);
  }

  /// Mostly about `typical`, and once in fifty times anything up to `most`, as in a network that is
  /// now and then crowded.
  ///
  /// @throws IllegalArgumentException unless `0 <= typical <= most`
  static Latency longTail(Duration typical, Duration most) {
    var usual = uniform(typical.dividedBy(2), typical.plus(typical.dividedBy(2)));
    var rare = uniform(typical, most);
    return random -> (random.nextInt(50) == 0 ? rare : usual).sampleNanos(random);
  }
}
