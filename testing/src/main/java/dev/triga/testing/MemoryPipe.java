package dev.triga.testing;

import java.nio.ByteBuffer;

/// One direction of a connection: a bounded ring of bytes between a writer and a reader. Used under
/// the network's lock.
final class MemoryPipe {
  private final byte[] ring;
  private int start;
  private int size;

  /// The writer has ended its side; what is in the ring is still to be read.
  private boolean ended;

  MemoryPipe(int capacityBytes) {
    ring = new byte[capacityBytes];
  }

  int size() {
    return size;
  }

  int room() {
    return ring.length - size;
  }

  boolean isEnded() {
    return ended;
  }

  /// Whether the reader has seen everything there will ever be.
  boolean isExhausted() {
    return ended && size == 0;
  }

  void end() {
    ended = true;
  }

  /// Takes at most `max` bytes from `source`, as far as there is room, and returns how many.
  int write(ByteBuffer source, int max) {
    int count = Math.min(Math.min(source.remaining(), room()), max);
    int at = (start + size) % ring.length;
    int first = Math.min(count, ring.length - at);
    source.get(ring, at, first);
    source.get(ring, 0, count - first);
    size += count;
    return count;
  }

  /// Moves at most `max` bytes into `target`, as far as there is room, and returns how many.
  int read(ByteBuffer target, int max) {
    int count = Math.min(Math.min(target.remaining(), size), max);
    int first = Math.min(count, ring.length - start);
    target.put(ring, start, first);
    target.put(ring, 0, count - first);
    start = (start + count) % ring.length;
    size -= count;
    return count;
  }

  void discard() {
    size = 0;
  }
}
