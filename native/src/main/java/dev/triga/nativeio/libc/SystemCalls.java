package dev.triga.nativeio.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// The system calls of the hot path, made by their numbers and past the C library's wrappers.
///
/// In a program with more than one thread the wrappers of glibc and musl make each of these calls a
/// point at which the thread can be cancelled, and pay two atomic operations for that; nobody
/// cancels a thread of a JVM. The numbers are Linux's, compared with the compiler's by a test.
final class SystemCalls {
  private static final MethodType TRANSFER =
      MethodType.methodType(
          long.class, MemorySegment.class, int.class, long.class, long.class, int.class);

  private SystemCalls() {}

  /// The number of `sendto` on x86-64, or else on aarch64.
  static int sendto(boolean x86) {
    return x86 ? 44 : 206;
  }

  /// The number of `recvfrom`, likewise.
  static int recvfrom(boolean x86) {
    return x86 ? 45 : 207;
  }

  /// Links `sendto` without a destination.
  static MethodHandle send() {
    return Platform.LINUX ? transfer("send", sendto(Platform.X86_64)) : wrapper("send");
  }

  /// Links `recvfrom` without room for the sender's address.
  static MethodHandle receive() {
    return Platform.LINUX ? transfer("recv", recvfrom(Platform.X86_64)) : wrapper("recv");
  }

  /// A call of (descriptor, address, length, flags) that answers with the number of bytes.
  private static MethodHandle transfer(String name, int number) {
    // `syscall` takes what follows the number as words; the last two are the address nobody gives.
    MethodHandle call =
        Downcalls.systemCall(
            name, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
            JAVA_LONG);
    MethodHandle numbered = MethodHandles.insertArguments(call, 1, (long) number);
    MethodHandle unaddressed = MethodHandles.insertArguments(numbered, 5, 0L, 0L);
    return MethodHandles.explicitCastArguments(unaddressed, TRANSFER);
  }

  private static MethodHandle wrapper(String name) {
    return Downcalls.nonBlocking(name, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
  }
}
