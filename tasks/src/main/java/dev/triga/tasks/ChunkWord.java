package dev.triga.tasks;

/// The word that says who owns which task of a chunk: three numbers and three marks.
///
/// The tasks before *base* have been delivered or handed on, those from *base* to *position* are
/// done, the one at *position* is being done, and the chunk ends before *limit*.
final class ChunkWord {
  private static final int BITS = 20;
  private static final long MASK = (1L << BITS) - 1;

  /// To be added for the next position.
  static final long ONE_FURTHER = 1L << BITS;

  /// Somebody has taken it from its worker.
  static final long SEIZED = 1L << 62;

  /// Its worker is done with it.
  static final long DONE = 1L << 61;

  /// A worker in another process has found it there; without this mark nothing of it has begun.
  static final long BEGUN = 1L << 60;

  private ChunkWord() {}

  static long of(int base, int position, int limit) {
    return ((long) base << (2 * BITS)) | ((long) position << BITS) | limit;
  }

  static int base(long word) {
    return (int) ((word >>> (2 * BITS)) & MASK);
  }

  static int position(long word) {
    return (int) ((word >>> BITS) & MASK);
  }

  static int limit(long word) {
    return (int) (word & MASK);
  }

  /// Whether its worker may go on with it.
  static boolean isOpen(long word) {
    return (word & (SEIZED | DONE)) == 0;
  }
}
