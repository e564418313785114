package dev.triga.nativeio.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.MethodHandle;

/// Receiving and sending several datagrams in one call (`recvmmsg`, `sendmmsg`) on non-blocking
/// sockets.
///
/// Each method answers with a number of datagrams, or with a negated error number ([Errno]).
public final class DatagramData {
  /// Size of `struct mmsghdr`: a `struct msghdr` and a length.
  public static final int MMSGHDR_BYTES = 64;

  /// Offset of the length of the datagram in `struct mmsghdr`.
  public static final int MMSGHDR_LENGTH_OFFSET = 56;

  /// Offset of the address of the peer's address in `struct msghdr`.
  public static final int MSGHDR_NAME_OFFSET = 0;

  /// Offset of the length of the peer's address in `struct msghdr`.
  public static final int MSGHDR_NAMELEN_OFFSET = 8;

  /// Offset of the flags in `struct msghdr`.
  public static final int MSGHDR_FLAGS_OFFSET = 48;

  private DatagramData() {}

  private static final class ReceiveMany {
    static final MethodHandle CALL =
        Downcalls.nonBlocking(
            "recvmmsg", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
  }

  /// Takes up to `count` datagrams into the messages at `messages`.
  public static int receive(ErrnoSlot errno, int descriptor, long messages, int count) {
    try {
      // SAFETY: the socket is non-blocking; `count` headers stand at `messages`, and each names
      // memory that its DatagramBatch owns.
      return errno.outcome(
          (int)
              ReceiveMany.CALL.invokeExact(
                  errno.segment, descriptor, messages, count, SocketConstants.MSG_DONTWAIT, 0L));
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  private static final class SendMany {
    static final MethodHandle CALL =
        Downcalls.nonBlocking("sendmmsg", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
  }

  /// Sends the first of `count` messages at `messages`, as many as the system takes. The error of
  /// one that it does not take is answered only where that is the first.
  public static int send(ErrnoSlot errno, int descriptor, long messages, int count) {
    try {
      // SAFETY: the socket is non-blocking; `count` headers stand at `messages`, and each names
      // memory that its DatagramBatch owns.
      return errno.outcome(
          (int)
              SendMany.CALL.invokeExact(
                  errno.segment, descriptor, messages, count, SocketConstants.MSG_NOSIGNAL));
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }
}
