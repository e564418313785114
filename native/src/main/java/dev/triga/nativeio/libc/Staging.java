package dev.triga.nativeio.libc;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// A piece of native memory through which the bytes of heap buffers reach the system. It belongs to
/// a [CallMemory] and is recycled with it.
public final class Staging {
  private static final int CAPACITY_BYTES = 64 * 1024;

  private final ByteBuffer memory = ByteBuffer.allocateDirect(CAPACITY_BYTES);
  private final long address = MemorySegment.ofBuffer(memory).address();

  Staging() {}

  /// Copies from the buffer's position as much as there is room for, and answers with how much that
  /// is. The position stays.
  public int fill(ByteBuffer data) {
    int length = Math.min(CAPACITY_BYTES, data.remaining());
    memory.put(0, data, data.position(), length);
    return length;
  }

  /// Where the copy begins.
  public long address() {
    return address;
  }
}
