package dev.triga.nativeio.libc;

import java.lang.invoke.MethodHandle;

/// The system calls of the hot path, made by their numbers, past the C library's wrappers, and
/// without keeping the error number of a call that fails.
///
/// In a program with more than one thread the wrappers of glibc and musl make each of these calls a
/// point at which the thread can be cancelled, and pay two atomic operations for that; nobody
/// cancels a thread of a JVM. To keep the error number costs time as well, and garbage wherever the
/// compiler does not look through all that the JDK does with the memory for it:
/// docs/decisions/0109. The numbers are Linux's, compared with the compiler's by a test.
final class SystemCalls {
  /// Whether there are such calls here. The faults of tests are in the wrappers.
  static final boolean USABLE = Platform.LINUX && !Faults.ARMED;

  private static final class Linked {
    static final MethodHandle CALL = Downcalls.systemCall();
    static final long SENDTO = sendto(Platform.X86_64);
    static final long RECVFROM = recvfrom(Platform.X86_64);
    static final long EPOLL_PWAIT = epollPwait(Platform.X86_64);

    static {
      // What has to be linked for the hint would make calls that spoil it.
      var ignored = new ErrnoSlot().hint();
    }
  }

  private SystemCalls() {}

  /// The number of `sendto` on x86-64, or else on aarch64.
  static int sendto(boolean x86) {
    return x86 ? 44 : 206;
  }

  /// The number of `recvfrom`, likewise.
  static int recvfrom(boolean x86) {
    return x86 ? 45 : 207;
  }

  /// The number of `epoll_pwait`, likewise.
  static int epollPwait(boolean x86) {
    return x86 ? 281 : 22;
  }

  /// `send`; answers with the number of bytes, or -1.
  static int send(int descriptor, long address, long length, long flags) {
    // SAFETY: the callers' business; without a destination the last two words are zero.
    return call(Linked.SENDTO, descriptor, address, length, flags);
  }

  /// `recv`; answers with the number of bytes, or -1.
  static int receive(int descriptor, long address, long length) {
    // SAFETY: the callers' business; without room for the sender's address the last two words are
    // zero.
    return call(Linked.RECVFROM, descriptor, address, length, 0);
  }

  /// `epoll_wait` without a wait; answers with the number of events, or -1.
  static int epollLook(int set, long events, int eventsMax) {
    // SAFETY: the callers' business; it does not block; without a signal mask the last two words
    // are zero.
    return call(Linked.EPOLL_PWAIT, set, events, eventsMax, 0);
  }

  private static int call(long number, long a, long b, long c, long d) {
    try {
      return (int) (long) Linked.CALL.invokeExact(number, a, b, c, d, 0L, 0L);
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }
}
