package dev.triga.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The one direct buffer into which a reactor reads, whichever connection the bytes come from.
///
/// [#deliver] hands a sink a read-only view that is valid during the call only. Normally that is
/// one reused view: nothing is allocated. In debug mode each call gets a view over memory of its
/// own that is closed afterwards, so that code which keeps the view fails at its next use, and says
/// where. Confined to the turn.
public final class ReadBuffer implements AutoCloseable {
  /// Large enough that a short read nearly always means that the socket is drained.
  public static final int CAPACITY_BYTES = 64 * 1024;

  private final ByteBuffer memory = DirectPool.READ_BUFFERS.take();
  private final ByteBuffer view = memory.asReadOnlyBuffer();
  private final long address = MemorySegment.ofBuffer(memory.clear()).address();
  private final boolean debug;
  private boolean closed;

  /// Takes a buffer from the process-wide pool.
  ///
  /// @param debug whether each delivery gets a view that stops working afterwards
  public ReadBuffer(boolean debug) {
    this.debug = debug;
  }

  /// Where the buffer begins in memory, for system calls.
  public long address() {
    return address;
  }

  /// The whole buffer, cleared, for drivers that read through `java.nio`.
  public ByteBuffer target() {
    return memory.clear();
  }

  /// Calls the sink's `readable` with the first `length` bytes of the buffer.
  public void deliver(StreamSink sink, int length) {
    if (debug) {
      deliverOnce(sink, length);
      return;
    }
    // A sink may have left any position, limit and order behind.
    view.clear().limit(length);
    view.order(ByteOrder.BIG_ENDIAN);
    sink.readable(view);
  }

  /// Calls the sink's `received` with the first `length` bytes of the buffer.
  public void deliver(DatagramSink sink, int length, SocketAddress from) {
    if (debug) {
      try (var arena = Arena.ofConfined()) {
        sink.received(copy(arena, length), from);
      }
      return;
    }
    view.clear().limit(length);
    view.order(ByteOrder.BIG_ENDIAN);
    sink.received(view, from);
  }

  /// Whether each delivery gets a view that stops working afterwards. A driver that delivers from
  /// memory of its own copies it here then.
  public boolean isDebug() {
    return debug;
  }

  private void deliverOnce(StreamSink sink, int length) {
    try (var arena = Arena.ofConfined()) {
      sink.readable(copy(arena, length));
    }
  }

  private ByteBuffer copy(Arena arena, int length) {
    var once = arena.allocate(length);
    MemorySegment.copy(MemorySegment.ofBuffer(memory.clear()), 0, once, 0, length);
    return once.asByteBuffer().asReadOnlyBuffer();
  }

  /// Returns the memory to the pool. Idempotent.
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      DirectPool.READ_BUFFERS.give(memory);
    }
  }
}
