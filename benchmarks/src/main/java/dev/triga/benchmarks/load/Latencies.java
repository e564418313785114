package dev.triga.benchmarks.load;

import java.util.Arrays;

/// Times in buckets of 1/64 of a power of two: within 1.6 % of what was seen. For one thread.
final class Latencies {
  private static final int STEPS = 64;
  private static final int STEP_BITS = 6;

  private final long[] counts = new long[STEPS * STEPS];
  private long total;
  private long longest;

  void clear() {
    Arrays.fill(counts, 0);
    total = 0;
    longest = 0;
  }

  void add(long nanos) {
    counts[bucket(nanos)]++;
    total++;
    longest = Math.max(longest, nanos);
  }

  /// The time that this share of the operations did not exceed.
  double micros(double share) {
    long rank = (long) (share * (total - 1));
    long seen = 0;
    for (int bucket = 0; total > 0 && bucket < counts.length; bucket++) {
      seen += counts[bucket];
      if (seen > rank) {
        return middle(bucket) / 1000;
      }
    }
    return 0;
  }

  double longestMicros() {
    return longest / 1000.0;
  }

  private static int bucket(long nanos) {
    if (nanos < STEPS) {
      return (int) nanos;
    }
    int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
    int step = (int) (nanos >> (power - STEP_BITS)) & (STEPS - 1);
    return (power - STEP_BITS + 1) * STEPS + step;
  }

  private static double middle(int bucket) {
    if (bucket < STEPS) {
      return bucket;
    }
    int power = bucket / STEPS + STEP_BITS - 1;
    double width = 1L << (power - STEP_BITS);
    return (1L << power) + (bucket % STEPS + 0.5) * width;
  }
}
