package dev.triga.nativeio.libc;

/// A length of time as the system takes it: `struct timespec`.
public final class TimeSpec {
  /// Size of the structure.
  public static final int TIMESPEC_BYTES = 16;

  /// Offset of the nanoseconds; the seconds come first.
  public static final int NANOS_OFFSET = 8;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private TimeSpec() {}

  /// Writes so many nanoseconds to `target`, where [#TIMESPEC_BYTES] have room, and answers with
  /// `target`.
  static long put(long target, long nanos) {
    NativeMemory.putLong(target, nanos / NANOS_PER_SECOND);
    NativeMemory.putLong(target + NANOS_OFFSET, nanos % NANOS_PER_SECOND);
    return target;
  }
}
