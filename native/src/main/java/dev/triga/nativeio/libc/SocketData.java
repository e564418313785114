package dev.triga.nativeio.libc;

/// Receiving and sending on non-blocking sockets: the hot path of every native driver.
///
/// Each method answers with a number of bytes, or with a negated error number ([Errno]).
public final class SocketData {
  /// Size of one `struct iovec`: an address and a length.
  public static final int IOVEC_BYTES = 16;

  /// Offset of the length in a `struct iovec`.
  public static final int IOVEC_LENGTH_OFFSET = 8;

  /// Size of `struct msghdr`.
  public static final int MSGHDR_BYTES = 56;

  /// Offset of the address of the first `struct iovec` in `struct msghdr`.
  public static final int MSGHDR_IOV_OFFSET = 16;

  /// Offset of the number of `struct iovec` in `struct msghdr`.
  public static final int MSGHDR_IOVLEN_OFFSET = 24;

  /// A JVM ignores the signal anyway, which is what macOS, lacking the flag, relies on.
  private static final int SEND_FLAGS = Platform.MACOS ? 0 : SocketConstants.MSG_NOSIGNAL;

  private SocketData() {}

  private static final class Receive {
    static final Downcall CALL = Downcalls.words("recv");
  }

  /// Takes up to `length` bytes; zero means that the peer has closed its direction.
  public static int receive(ErrnoSlot errno, int descriptor, long address, int length) {
    // SAFETY: the socket is non-blocking; the kernel writes at most `length` bytes at `address`.
    return Receive.CALL.size(errno, descriptor, address, length, 0);
  }

  /// The same at less cost, only after the system has told of bytes and of nothing else. A receive
  /// that fails is made twice then, and the first one would take an error of the socket along.
  public static int receiveBytes(ErrnoSlot errno, int descriptor, long address, int length) {
    if (SystemCalls.USABLE) {
      // SAFETY: as above.
      int count = SystemCalls.receive(descriptor, address, length);
      if (count >= 0) {
        return count;
      }
    }
    return receive(errno, descriptor, address, length);
  }

  private static final class Send {
    static final Downcall CALL = Downcalls.words("send");
  }

  /// Sends up to `length` bytes; raises no signal when the connection is gone.
  public static int send(ErrnoSlot errno, int descriptor, long address, int length) {
    // SAFETY: the socket is non-blocking; the kernel reads at most `length` bytes at `address`.
    if (SystemCalls.USABLE) {
      int count = SystemCalls.send(descriptor, address, length, SEND_FLAGS);
      return count >= 0 ? count : sendAgain(errno, descriptor, address, length);
    }
    return Send.CALL.size(errno, descriptor, address, length, SEND_FLAGS);
  }

  /// A send that has failed is made again for its error number. Of a connection that has broken the
  /// first one has taken the reason along, and only it can say more than that.
  private static int sendAgain(ErrnoSlot errno, int descriptor, long address, int length) {
    int first = errno.hint();
    int second = Send.CALL.size(errno, descriptor, address, length, SEND_FLAGS);
    return second == -Errno.EPIPE && saysWhy(first) ? first : second;
  }

  private static boolean saysWhy(int outcome) {
    return switch (-outcome) {
      case Errno.ECONNRESET,
          Errno.ETIMEDOUT,
          Errno.EHOSTUNREACH,
          Errno.EHOSTDOWN,
          Errno.ENETUNREACH,
          Errno.ENETDOWN ->
          true;
      default -> false;
    };
  }

  private static final class SendTo {
    static final Downcall CALL = Downcalls.words("sendto");
  }

  /// Sends one datagram to the address encoded at `name`, or to the peer of a connected socket when
  /// that is zero.
  public static int sendTo(
      ErrnoSlot errno, int descriptor, long address, int length, long name, int nameLength) {
    // SAFETY: the socket is non-blocking; the kernel reads `length` bytes at `address` and
    // `nameLength` bytes at `name`.
    return SendTo.CALL.size(errno, descriptor, address, length, SEND_FLAGS, name, nameLength);
  }

  private static final class SendMessage {
    static final Downcall CALL = Downcalls.words("sendmsg");
  }

  /// Writes entry `index` of the gathering list of `memory`, which has room for
  /// [CallMemory#GATHER_MAX].
  public static void gather(CallMemory memory, int index, long address, long length) {
    long entry = memory.gatherList + (long) index * IOVEC_BYTES;
    NativeMemory.putLong(entry, address);
    NativeMemory.putLong(entry + IOVEC_LENGTH_OFFSET, length);
  }

  /// Sends what the first `count` entries of the gathering list describe, as far as it goes.
  public static int sendGathered(CallMemory memory, int descriptor, int count) {
    NativeMemory.putLong(memory.message + MSGHDR_IOV_OFFSET, memory.gatherList);
    NativeMemory.putLong(memory.message + MSGHDR_IOVLEN_OFFSET, count);
    // SAFETY: the socket is non-blocking; the other fields of the message stay zero; the kernel
    // reads `count` entries, each naming memory that the caller keeps until the call returns.
    return SendMessage.CALL.size(memory.errno, descriptor, memory.message, SEND_FLAGS);
  }
}
