package dev.triga.nativeio.libc;

/// Linux's `eventfd`: a counter with a descriptor, by which any thread wakes a loop that waits.
public final class EventDescriptor {
  /// The descriptor never blocks.
  public static final int EFD_NONBLOCK = 0x800;

  /// The descriptor is closed in child processes.
  public static final int EFD_CLOEXEC = 0x80000;

  private EventDescriptor() {}

  private static final class Create {
    static final Downcall CALL = Downcalls.words("eventfd");
  }

  /// Makes a counter of zero; answers with its descriptor or a negated error number.
  public static int create(ErrnoSlot errno) {
    // SAFETY: numbers only.
    return Create.CALL.number(errno, 0, EFD_NONBLOCK | EFD_CLOEXEC);
  }

  private static final class Add {
    static final UnexplainedCall CALL = Downcalls.unexplained("write");

    /// The number one, for all threads: it is only read.
    static final long ONE = NativeMemory.allocateForever(Long.BYTES);

    static {
      NativeMemory.putLong(ONE, 1);
    }
  }

  /// Adds one to the counter, for any thread, which needs no error slot for it; answers whether it
  /// was added. A counter that is never read has room for 2^64 - 2 additions.
  public static boolean add(int descriptor) {
    // SAFETY: the kernel reads eight bytes that nobody writes.
    return Add.CALL.answer(descriptor, Add.ONE, Long.BYTES, 0, 0, 0) == Long.BYTES;
  }
}
