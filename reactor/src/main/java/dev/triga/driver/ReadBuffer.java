package dev.triga.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The one direct buffer into which a reactor reads, whichever connection the bytes come from, and
/// the way in which bytes are delivered.
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
    // Not by way of the other delivery: what the system is told inside it, it is told without
    // garbage only as long as the compiler does not have to look through too many calls.
    view.clear().limit(length);
    view.order(ByteOrder.BIG_ENDIAN);
    if (debug) {
      deliverOnce(sink, view);
    } else {
      sink.readable(view);
    }
  }

  /// Calls the sink's `received` with the first `length` bytes of the buffer.
  public void deliver(DatagramSink sink, int length, SocketAddress from) {
    view.clear().limit(length);
    view.order(ByteOrder.BIG_ENDIAN);
    if (debug) {
      try (var arena = Arena.ofConfined()) {
        sink.received(copy(arena, view), from);
      }
    } else {
      sink.received(view, from);
    }
  }

  /// Whether each delivery gets a view that stops working afterwards. A driver that delivers from
  /// memory of its own copies it here then.
  public boolean isDebug() {
    return debug;
  }

  /// Calls the sink's `readable` with the first `length` bytes of a buffer into which the system
  /// has put them by itself.
  ///
  /// @param filled a read-only view of that buffer, which no other delivery uses meanwhile
  public void deliver(StreamSink sink, ByteBuffer filled, int length) {
    // A sink may have left any position, limit and order behind.
    filled.clear().limit(length);
    filled.order(ByteOrder.BIG_ENDIAN);
    if (debug) {
      deliverOnce(sink, filled);
    } else {
      sink.readable(filled);
    }
  }

  private static void deliverOnce(StreamSink sink, ByteBuffer filled) {
    try (var arena = Arena.ofConfined()) {
      sink.readable(copy(arena, filled));
    }
  }

  private static ByteBuffer copy(Arena arena, ByteBuffer filled) {
    var once = arena.allocate(filled.remaining());
    once.copyFrom(MemorySegment.ofBuffer(filled));
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
