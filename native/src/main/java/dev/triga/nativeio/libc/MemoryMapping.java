package dev.triga.nativeio.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.MethodHandle;

/// Memory that the kernel shares with the process.
public final class MemoryMapping {
  /// The memory may be read.
  public static final int PROT_READ = 1;

  /// The memory may be written.
  public static final int PROT_WRITE = 2;

  /// Both sides see each other's changes.
  public static final int MAP_SHARED = 1;

  /// The pages are there from the beginning.
  public static final int MAP_POPULATE = 0x8000;

  private MemoryMapping() {}

  private static final class Map {
    static final MethodHandle CALL =
        Downcalls.blocking(
            "mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  }

  /// Maps `length` bytes of what `descriptor` stands for, to be read and written by both sides;
  /// answers with the address, or with a negated error number.
  public static long shared(ErrnoSlot errno, int descriptor, long offset, long length) {
    int flags = MAP_SHARED | MAP_POPULATE;
    try {
      // SAFETY: the kernel chooses a free address; nobody else knows it before this returns.
      long address =
          (long)
              Map.CALL.invokeExact(
                  errno.segment, 0L, length, PROT_READ | PROT_WRITE, flags, descriptor, offset);
      return address == -1 ? errno.outcome(-1) : address;
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  private static final class Unmap {
    static final MethodHandle CALL = Downcalls.blocking("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);
  }

  /// Gives a mapping back. The caller must not touch it any more.
  public static int release(ErrnoSlot errno, long address, long length) {
    try {
      // SAFETY: address and length are those of a mapping that its owner has done with.
      return errno.outcome((int) Unmap.CALL.invokeExact(errno.segment, address, length));
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }
}
