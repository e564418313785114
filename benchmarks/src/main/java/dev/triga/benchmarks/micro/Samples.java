package dev.triga.benchmarks.micro;

import java.util.Arrays;

/// The times of one iteration, up to a limit; further ones are left out. For one thread.
final class Samples {
  private static final int COUNT_MAX = 100_000;

  private final long[] nanos = new long[COUNT_MAX];
  private int count;

  void clear() {
    count = 0;
  }

  void add(long sample) {
    if (count < COUNT_MAX) {
      nanos[count++] = sample;
    }
  }

  /// The time that this share of the samples does not exceed; not a number without samples.
  double quantile(double share) {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return count == 0 ? Double.NaN : sorted[(int) (share * (count - 1))];
  }
}
