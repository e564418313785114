package dev.triga.nativeio.libc;

/// The bytes of regular files. Linux only: `sendfile` of macOS is another function.
///
/// Each method answers with zero or more, or with a negated error number ([Errno]).
public final class FileData {
  /// From the end of the file.
  public static final int SEEK_END = 2;

  /// More than this the kernel does not move in one call (`MAX_RW_COUNT` is a page less than 2
  /// GiB); less, so that the answer is an `int`.
  private static final long MOVED_MAX = 1L << 30;

  private FileData() {}

  /// Whether this system has these calls as we know them.
  public static boolean isThere() {
    return Platform.LINUX;
  }

  private static final class Send {
    // Blocking: what the cache of files lacks is fetched from the disk.
    static final Downcall CALL = Downcalls.blockingWords("sendfile");
  }

  /// Moves up to `count` bytes from a file to a socket, the first of them number `position`; zero
  /// means that the file has none there.
  public static int send(CallMemory memory, int socket, int file, long position, long count) {
    NativeMemory.putLong(memory.scratch, position);
    // SAFETY: the kernel reads and writes the 8 bytes of the position at `scratch`; `off_t` has
    // 64 bits on the platforms that Platform.obstacle() lets through.
    return Send.CALL.size(memory.errno, socket, file, memory.scratch, Math.min(count, MOVED_MAX));
  }

  private static final class Seek {
    static final Downcall CALL = Downcalls.words("lseek");
  }

  /// The size of a regular file in bytes. Moves the position of its descriptor, which [#send] does
  /// not use.
  public static long size(ErrnoSlot errno, int file) {
    // SAFETY: numbers only.
    long end = Seek.CALL.word(errno, file, 0, SEEK_END);
    return end >= 0 ? end : errno.outcome(-1);
  }
}
