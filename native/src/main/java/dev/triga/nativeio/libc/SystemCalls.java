package dev.triga.nativeio.libc;

/// The system calls of the hot path, made by their numbers and past the C library's wrappers.
///
/// In a program with more than one thread the wrappers of glibc and musl make each of these calls a
/// point at which the thread can be cancelled, and pay two atomic operations for that; nobody
/// cancels a thread of a JVM. The numbers are Linux's, compared with the compiler's by a test.
final class SystemCalls {
  private SystemCalls() {}

  /// The number of `sendto` on x86-64, or else on aarch64.
  static int sendto(boolean x86) {
    return x86 ? 44 : 206;
  }

  /// The number of `recvfrom`, likewise.
  static int recvfrom(boolean x86) {
    return x86 ? 45 : 207;
  }

  /// Links `sendto`, without a destination if the last two words are zero.
  static Downcall send() {
    return Platform.LINUX
        ? Downcalls.systemCall("send", sendto(Platform.X86_64))
        : Downcalls.words("send");
  }

  /// Links `recvfrom`, without room for the sender's address if the last two words are zero.
  static Downcall receive() {
    return Platform.LINUX
        ? Downcalls.systemCall("recv", recvfrom(Platform.X86_64))
        : Downcalls.words("recv");
  }
}
