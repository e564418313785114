package dev.triga.driver;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/// Direct buffers of one size that closed reactors left behind, for the next ones: the memory of a
/// direct buffer is only freed by the garbage collector, so a process that opens and closes
/// reactors would otherwise grow until it runs. Any thread; used when reactors open, close or grow,
/// not per event.
final class DirectPool {
  /// Bytes kept per size; above that, returned buffers are left to the garbage collector.
  private static final long KEPT_BYTES_MAX = 16L << 20;

  private static final int PAGE_BYTES = 4096;

  static final DirectPool READ_BUFFERS = new DirectPool(ReadBuffer.CAPACITY_BYTES);
  static final DirectPool CHUNKS = new DirectPool(Chunk.CAPACITY_BYTES);

  private final int sizeBytes;
  private final ArrayDeque<ByteBuffer> kept = new ArrayDeque<>();

  private DirectPool(int sizeBytes) {
    this.sizeBytes = sizeBytes;
  }

  ByteBuffer take() {
    synchronized (kept) {
      var buffer = kept.pollLast();
      if (buffer != null) {
        return buffer;
      }
    }
    // Page-aligned, so that a chunk or read buffer never shares a cache line with another
    // reactor's.
    return ByteBuffer.allocateDirect(sizeBytes + PAGE_BYTES).alignedSlice(PAGE_BYTES);
  }

  void give(ByteBuffer buffer) {
    synchronized (kept) {
      if ((kept.size() + 1L) * sizeBytes <= KEPT_BYTES_MAX) {
        kept.addLast(buffer);
      }
    }
  }
}
