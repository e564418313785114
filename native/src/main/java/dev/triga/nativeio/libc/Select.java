package dev.triga.nativeio.libc;

/// The `select` of POSIX: sets of bits by descriptor number, handed over anew with each wait.
///
/// The events memory of a [CallMemory] holds four sets: what is asked for, and, because the system
/// overwrites what it is given, what was found, for reading and for writing each.
public final class Select {
  /// Descriptors that a set has bits for. A larger number would be written behind its end.
  public static final int FD_SETSIZE = 1024;

  /// Size of one set.
  public static final int FD_SET_BYTES = FD_SETSIZE / Byte.SIZE;

  /// Words of 64 bits in a set.
  public static final int WORDS = FD_SETSIZE / Long.SIZE;

  /// Offset of the set of descriptors to be watched for input.
  private static final int READ = 0;

  /// Offset of the set of descriptors to be watched for room.
  private static final int WRITE = FD_SET_BYTES;

  /// Offset of the set of descriptors with input, then that of those with room.
  private static final int FOUND = 2 * FD_SET_BYTES;

  private Select() {}

  private static final class Look {
    static final Downcall CALL = Downcalls.words("pselect");
  }

  private static final class Wait {
    static final UnexplainedCall CALL = Downcalls.unexplained("pselect");
  }

  /// Empties all sets.
  public static void clear(CallMemory memory) {
    NativeMemory.clear(memory.events, 2 * FOUND);
  }

  /// Watches the descriptor for input, or no longer.
  public static void watchInput(CallMemory memory, int descriptor, boolean watch) {
    set(memory.events + READ, descriptor, watch);
  }

  /// Watches the descriptor for room, or no longer.
  public static void watchRoom(CallMemory memory, int descriptor, boolean watch) {
    set(memory.events + WRITE, descriptor, watch);
  }

  private static void set(long set, int descriptor, boolean watch) {
    // The system numbers the bits within `long` on Linux and within `int` elsewhere, which is the
    // same on the little-endian processors that Platform lets through.
    long word = set + Long.BYTES * (long) (descriptor / Long.SIZE);
    long bit = 1L << (descriptor % Long.SIZE);
    long old = NativeMemory.getLong(word);
    NativeMemory.putLong(word, watch ? old | bit : old & ~bit);
  }

  /// Reports what has happened already to the descriptors below `limit`; answers with the number of
  /// bits that are set, or with a negated error number.
  public static int look(CallMemory memory, int limit) {
    long found = copySets(memory);
    long time = TimeSpec.put(memory.scratch, 0);
    // SAFETY: a wait of zero does not block; `limit` is at most FD_SETSIZE, so the kernel reads and
    // writes no more than the two sets.
    return Look.CALL.number(memory.errno, limit, found, found + FD_SET_BYTES, 0, time, 0);
  }

  /// Waits for an event, but for no more than `nanos`, without limit when that is negative;
  /// otherwise like [#look].
  public static int await(CallMemory memory, int limit, long nanos) {
    long found = copySets(memory);
    long time = nanos < 0 ? 0 : TimeSpec.put(memory.scratch, nanos);
    // SAFETY: may block, hence not critical; no signal mask is given; `limit` is at most
    // FD_SETSIZE, so the kernel reads and writes no more than the two sets.
    int count = (int) Wait.CALL.answer(limit, found, found + FD_SET_BYTES, 0, time, 0);
    return count >= 0 ? count : UnexplainedCall.reason(look(memory, limit));
  }

  private static long copySets(CallMemory memory) {
    long found = memory.events + FOUND;
    NativeMemory.copy(memory.events, found, FOUND);
    return found;
  }

  /// Those of the 64 descriptors from `word * 64` on that have input.
  public static long input(CallMemory memory, int word) {
    return NativeMemory.getLong(memory.events + FOUND + (long) word * Long.BYTES);
  }

  /// Those of the 64 descriptors from `word * 64` on that have room.
  public static long room(CallMemory memory, int word) {
    return NativeMemory.getLong(memory.events + FOUND + FD_SET_BYTES + (long) word * Long.BYTES);
  }
}
