package dev.triga.benchmarks.micro;

/// A number that one thread counts down, alone on its cache lines. Not thread-safe: the threads
/// that start it and count must hand it on with a barrier.
final class Countdown {
  /// 128 bytes on either side: processors fetch cache lines of 64 bytes in pairs.
  private static final int PLACE = 128 / Integer.BYTES;

  private final int[] left = new int[2 * PLACE + 1];

  void start(int count) {
    left[PLACE] = count;
  }

  /// Counts one; true if it was the last.
  boolean next() {
    return --left[PLACE] == 0;
  }
}
