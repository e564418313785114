package dev.triga.tasks;

/// How many tasks of a batch a worker gets at a time: learned from how long they take. Under the
/// schedule's lock.
final class ChunkSize {
  /// From which mean on each task is timed by itself.
  private static final long TIMED_NANOS_MIN = 2_000;

  /// By how much chunks grow at a time.
  private static final int GROWTH = 4;

  private final int max;
  private final long chunkNanos;
  private int size = 1;
  private boolean isEachTimed = true;

  /// @param max the most tasks in a chunk
  /// @param chunkNanos how long a chunk of tiny tasks should take
  ChunkSize(int max, long chunkNanos) {
    this.max = max;
    this.chunkNanos = chunkNanos;
  }

  /// How many tasks the next chunk should have.
  int size() {
    return size;
  }

  /// Whether tasks take long enough to be timed one by one.
  boolean isEachTimed() {
    return isEachTimed;
  }

  /// A chunk of so many tasks took so long.
  void learn(int tasks, long tookNanos) {
    if (tasks == 0) {
      return; // A process that has died, or is too busy to begin: that tells nothing of tasks.
    }
    isEachTimed = tookNanos / tasks >= TIMED_NANOS_MIN;
    if (tookNanos < chunkNanos / 2 && tasks >= size) {
      size = Math.min(max, size * GROWTH);
    } else if (tookNanos > 2 * chunkNanos) {
      size = (int) Math.max(1, Math.min(size, tasks * chunkNanos / tookNanos));
    }
  }
}
