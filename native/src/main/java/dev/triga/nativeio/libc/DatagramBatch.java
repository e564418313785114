package dev.triga.nativeio.libc;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/// Room for several datagrams, each with the address of its peer, as `recvmmsg` and `sendmmsg` want
/// it.
///
/// A batch belongs to one thread at a time. Its memory lives as long as the JVM, and [#close] hands
/// it to the next one who asks for that kind.
public final class DatagramBatch implements AutoCloseable {
  /// Datagrams in a batch: enough that the calls are a small part of the cost of a datagram.
  public static final int COUNT = 16;

  /// Larger than any UDP datagram.
  private static final int RECEIVE_BYTES = 64 * 1024;

  /// Datagrams up to this size are gathered for sending; larger ones cost more to copy than to
  /// send.
  public static final int SEND_BYTES = 2 * 1024;

  /// Keeps the same offset of two datagrams from falling into the same set of the cache.
  private static final int STAGGER_BYTES = 128;

  private static final ArrayDeque<DatagramBatch> FREE_TO_RECEIVE = new ArrayDeque<>();
  private static final ArrayDeque<DatagramBatch> FREE_TO_SEND = new ArrayDeque<>();

  private final ArrayDeque<DatagramBatch> home;
  private final int strideBytes;
  private final int roomBytes;
  private final ByteBuffer memory;
  private final long payloads;
  private final ByteBuffer[] views = new ByteBuffer[COUNT];
  private final long headers =
      NativeMemory.allocateForever((long) COUNT * DatagramData.MMSGHDR_BYTES);
  private final long lists = NativeMemory.allocateForever((long) COUNT * SocketData.IOVEC_BYTES);
  private final long names = NativeMemory.allocateForever((long) COUNT * CallMemory.ADDRESS_BYTES);

  /// How many headers the kernel has written to since their lengths were last set.
  private int used = COUNT;

  private DatagramBatch(ArrayDeque<DatagramBatch> home, int roomBytes) {
    this.home = home;
    this.roomBytes = roomBytes;
    this.strideBytes = roomBytes + STAGGER_BYTES;
    this.memory = ByteBuffer.allocateDirect(COUNT * strideBytes);
    this.payloads = MemorySegment.ofBuffer(memory).address();
    for (int index = 0; index < COUNT; index++) {
      views[index] = memory.slice(index * strideBytes, roomBytes).asReadOnlyBuffer();
      long list = lists + (long) index * SocketData.IOVEC_BYTES;
      NativeMemory.putLong(list, payload(index));
      NativeMemory.putLong(list + SocketData.IOVEC_LENGTH_OFFSET, roomBytes);
      NativeMemory.putLong(header(index) + DatagramData.MSGHDR_NAME_OFFSET, name(index));
      NativeMemory.putLong(header(index) + SocketData.MSGHDR_IOV_OFFSET, list);
      NativeMemory.putLong(header(index) + SocketData.MSGHDR_IOVLEN_OFFSET, 1);
    }
  }

  /// A batch for receiving, recycled if there is one. Any thread.
  public static DatagramBatch toReceive() {
    return acquire(FREE_TO_RECEIVE, RECEIVE_BYTES);
  }

  /// A batch for sending, recycled if there is one. Any thread.
  public static DatagramBatch toSend() {
    return acquire(FREE_TO_SEND, SEND_BYTES);
  }

  private static DatagramBatch acquire(ArrayDeque<DatagramBatch> home, int roomBytes) {
    synchronized (home) {
      var recycled = home.pollLast();
      if (recycled != null) {
        return recycled;
      }
    }
    return new DatagramBatch(home, roomBytes);
  }

  /// Gives the batch to whoever asks next. The caller must not use it any more.
  @Override
  public void close() {
    synchronized (home) {
      home.addLast(this);
    }
  }

  private long header(int index) {
    return headers + (long) index * DatagramData.MMSGHDR_BYTES;
  }

  private long payload(int index) {
    return payloads + (long) index * strideBytes;
  }

  /// Where the address of the peer of datagram `index` stands; [CallMemory#ADDRESS_BYTES] have
  /// room.
  public long name(int index) {
    return names + (long) index * CallMemory.ADDRESS_BYTES;
  }

  /// The length of that address.
  public int nameLength(int index) {
    return NativeMemory.getInt(header(index) + DatagramData.MSGHDR_NAMELEN_OFFSET);
  }

  // Receiving

  /// Takes as many datagrams as there are and room is; answers with their number or a negated error
  /// number.
  public int receive(ErrnoSlot errno, int descriptor) {
    for (int index = 0; index < used; index++) {
      NativeMemory.putInt(
          header(index) + DatagramData.MSGHDR_NAMELEN_OFFSET, CallMemory.ADDRESS_BYTES);
    }
    int outcome = DatagramData.receive(errno, descriptor, headers, COUNT);
    used = Math.max(0, outcome);
    return outcome;
  }

  /// The length of the received datagram `index`.
  public int length(int index) {
    return NativeMemory.getInt(header(index) + DatagramData.MMSGHDR_LENGTH_OFFSET);
  }

  /// Whether the received datagram `index` was longer than there was room.
  public boolean isTruncated(int index) {
    int flags = NativeMemory.getInt(header(index) + DatagramData.MSGHDR_FLAGS_OFFSET);
    return (flags & SocketConstants.MSG_TRUNC) != 0;
  }

  /// The received datagram `index`: one view that is used again and again.
  public ByteBuffer view(int index) {
    var view = views[index].clear().limit(length(index));
    return view.order(java.nio.ByteOrder.BIG_ENDIAN);
  }

  // Sending

  /// Whether a datagram of this size has room here.
  public boolean holds(int bytes) {
    return bytes <= roomBytes;
  }

  /// Copies a datagram to place `index`, without moving its position; the peer's address, of
  /// `nameLength` bytes, stands at [#name] already (0 for none).
  public void put(int index, ByteBuffer data, int nameLength) {
    int length = data.remaining();
    memory.put(index * strideBytes, data, data.position(), length);
    long list = lists + (long) index * SocketData.IOVEC_BYTES;
    NativeMemory.putLong(list + SocketData.IOVEC_LENGTH_OFFSET, length);
    NativeMemory.putLong(
        header(index) + DatagramData.MSGHDR_NAME_OFFSET, nameLength == 0 ? 0 : name(index));
    NativeMemory.putInt(header(index) + DatagramData.MSGHDR_NAMELEN_OFFSET, nameLength);
  }

  /// The datagram that was put to place `index`, as a copy.
  public ByteBuffer copy(int index) {
    long list = lists + (long) index * SocketData.IOVEC_BYTES;
    int length = (int) NativeMemory.getLong(list + SocketData.IOVEC_LENGTH_OFFSET);
    return ByteBuffer.allocate(length).put(0, memory, index * strideBytes, length);
  }

  /// Sends the datagrams from place `from` to before `to`; answers with how many the system took,
  /// or with the negated error number of the first.
  public int send(ErrnoSlot errno, int descriptor, int from, int to) {
    return DatagramData.send(errno, descriptor, header(from), to - from);
  }
}
