package dev.triga.driver;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A piece of an [OutBuffer]: direct memory with a first unsent byte and a first free byte. One
/// that was lent is full, and belongs to no pool.
final class Chunk {
  static final int CAPACITY_BYTES = 16 * 1024;

  final ByteBuffer memory;
  final long address;
  final boolean isLent;
  int start;
  int end;
  @Nullable Chunk next;

  Chunk(ByteBuffer memory) {
    this(memory, false);
  }

  private Chunk(ByteBuffer memory, boolean isLent) {
    this.memory = memory;
    this.address = MemorySegment.ofBuffer(memory.clear()).address();
    this.isLent = isLent;
  }

  /// All of what is left of somebody else's direct memory.
  static Chunk lent(ByteBuffer data) {
    var chunk = new Chunk(data.slice(), true);
    chunk.end = data.remaining();
    return chunk;
  }

  /// Whether nothing more can be appended.
  boolean isFull() {
    return isLent || end == CAPACITY_BYTES;
  }

  /// Copies as much of `data` as fits and returns how much that was.
  int append(ByteBuffer data) {
    int count = Math.min(CAPACITY_BYTES - end, data.remaining());
    int from = data.position();
    // The absolute bulk put neither allocates a view nor moves a position, whichever kind data is.
    // It respects the limit, though, which the last look at the unsent bytes has left behind.
    memory.clear().put(end, data, from, count);
    data.position(from + count);
    end += count;
    return count;
  }
}
