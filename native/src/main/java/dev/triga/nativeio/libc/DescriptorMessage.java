package dev.triga.nativeio.libc;

import java.lang.foreign.Arena;

/// A message with descriptors beside its bytes (`SCM_RIGHTS`), for one direction of one Unix-domain
/// socket. Its memory goes with the object.
public final class DescriptorMessage {
  /// Descriptors in one message, of ours; others may send up to 253.
  public static final int COUNT_MAX = 64;

  /// More than the 253 descriptors that Linux lets anybody send at once.
  private static final int ROOM = 256;

  /// Size of `struct cmsghdr`.
  public static final int CMSGHDR_BYTES = 16;

  private static final int CMSG_LEVEL_OFFSET = 8;
  private static final int CMSG_TYPE_OFFSET = 12;

  /// Offset of the address of the ancillary data in `struct msghdr`.
  public static final int MSGHDR_CONTROL_OFFSET = 32;

  /// Offset of the length of the ancillary data in `struct msghdr`.
  public static final int MSGHDR_CONTROLLEN_OFFSET = 40;

  private static final int CONTROL_BYTES = CMSGHDR_BYTES + ROOM * Integer.BYTES;

  private final Arena arena = Arena.ofAuto();
  private final long message = arena.allocate(SocketData.MSGHDR_BYTES, Long.BYTES).address();
  private final long list = arena.allocate(SocketData.IOVEC_BYTES, Long.BYTES).address();
  private final long control = arena.allocate(CONTROL_BYTES, Long.BYTES).address();

  private static final class Receive {
    static final Downcall CALL = Downcalls.words("recvmsg");
  }

  private static final class Send {
    static final Downcall CALL = Downcalls.words("sendmsg");
  }

  /// No message yet.
  public DescriptorMessage() {
    NativeMemory.putLong(message + SocketData.MSGHDR_IOV_OFFSET, list);
    NativeMemory.putLong(message + SocketData.MSGHDR_IOVLEN_OFFSET, 1);
    NativeMemory.putLong(message + MSGHDR_CONTROL_OFFSET, control);
  }

  /// Sends bytes, with the first `count` of `descriptors` beside them; answers with the number of
  /// bytes or a negated error number. Where it is positive, the descriptors have gone.
  public int send(
      ErrnoSlot errno, int descriptor, long address, int length, int[] descriptors, int count) {
    NativeMemory.putLong(list, address);
    NativeMemory.putLong(list + SocketData.IOVEC_LENGTH_OFFSET, length);
    NativeMemory.putLong(control, CMSGHDR_BYTES + (long) count * Integer.BYTES);
    NativeMemory.putInt(control + CMSG_LEVEL_OFFSET, SocketConstants.SOL_SOCKET);
    NativeMemory.putInt(control + CMSG_TYPE_OFFSET, SocketConstants.SCM_RIGHTS);
    for (int index = 0; index < count; index++) {
      NativeMemory.putInt(place(index), descriptors[index]);
    }
    // The next entry would be aligned to eight bytes.
    long padded = (CMSGHDR_BYTES + (long) count * Integer.BYTES + 7) & ~7L;
    NativeMemory.putLong(message + MSGHDR_CONTROLLEN_OFFSET, padded);
    // SAFETY: the socket is non-blocking; the message names `length` bytes of the caller's and
    // our own list and control memory, which this object keeps.
    return Send.CALL.size(errno, descriptor, message, SocketConstants.MSG_NOSIGNAL);
  }

  private long place(int index) {
    return control + CMSGHDR_BYTES + (long) index * Integer.BYTES;
  }

  /// Takes bytes, and the descriptors beside them, which are closed in child processes; answers
  /// with the number of bytes or a negated error number.
  public int receive(ErrnoSlot errno, int descriptor, long address, int length) {
    NativeMemory.putLong(list, address);
    NativeMemory.putLong(list + SocketData.IOVEC_LENGTH_OFFSET, length);
    NativeMemory.putLong(message + MSGHDR_CONTROLLEN_OFFSET, CONTROL_BYTES);
    NativeMemory.putLong(control, 0);
    // SAFETY: the socket is non-blocking; the kernel writes at most `length` bytes at `address`
    // and CONTROL_BYTES into our control memory.
    return Receive.CALL.size(errno, descriptor, message, SocketConstants.MSG_CMSG_CLOEXEC);
  }

  /// How many descriptors came with the last receive.
  public int received() {
    long there = NativeMemory.getLong(message + MSGHDR_CONTROLLEN_OFFSET);
    boolean isRights =
        there >= CMSGHDR_BYTES
            && NativeMemory.getInt(control + CMSG_LEVEL_OFFSET) == SocketConstants.SOL_SOCKET
            && NativeMemory.getInt(control + CMSG_TYPE_OFFSET) == SocketConstants.SCM_RIGHTS;
    return isRights ? (int) ((NativeMemory.getLong(control) - CMSGHDR_BYTES) / Integer.BYTES) : 0;
  }

  /// The descriptor number `index` of the last receive.
  public int received(int index) {
    return NativeMemory.getInt(place(index));
  }
}
