package dev.triga.testing;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// One direction of a connection: a bounded ring of bytes between a writer and a reader. The reader
/// sees what has arrived; the writer has room again when it hears what was read. Used under the
/// network's lock.
final class MemoryPipe {
  private static final int FIRST_BYTES = 1024;

  private final int capacity;
  private byte[] ring;
  private int start;
  private int size;

  /// Of those in the ring, the bytes that the reader sees.
  private int arrived;

  /// The bytes of which the writer does not know that they were read.
  private int unacknowledged;

  /// The writer has ended its side; what is in the ring is still to be read.
  private boolean ended;

  private boolean endArrived;

  MemoryPipe(int capacityBytes) {
    capacity = capacityBytes;
    ring = new byte[Math.min(FIRST_BYTES, capacityBytes)];
  }

  /// Bytes that the reader can take now.
  int size() {
    return arrived;
  }

  /// Bytes that the writer could add now.
  int room() {
    return capacity - unacknowledged;
  }

  boolean isEnded() {
    return ended;
  }

  /// Whether the reader has seen everything there will ever be.
  boolean isExhausted() {
    return endArrived && size == 0;
  }

  void end() {
    ended = true;
  }

  /// The reader learns that the writer has ended.
  void endArrives() {
    endArrived = true;
  }

  /// The reader sees `count` bytes more.
  void arrives(int count) {
    arrived = Math.min(size, arrived + count);
  }

  /// The writer learns that `count` bytes were read.
  void acknowledged(int count) {
    unacknowledged = Math.max(size, unacknowledged - count);
  }

  /// Takes at most `max` bytes from `source`, as far as there is room, and returns how many.
  int write(ByteBuffer source, int max) {
    int count = Math.min(Math.min(source.remaining(), room()), max);
    makeRoomFor(count);
    int at = (start + size) % ring.length;
    int first = Math.min(count, ring.length - at);
    source.get(ring, at, first);
    source.get(ring, 0, count - first);
    size += count;
    unacknowledged += count;
    return count;
  }

  private void makeRoomFor(int count) {
    int needed = size + count;
    if (needed > ring.length) {
      var larger = Arrays.copyOf(ring, Math.min(capacity, Math.max(needed, 2 * ring.length)));
      if (start + size > ring.length) {
        // The part that had wrapped round follows the rest now.
        int wrapped = start + size - ring.length;
        int tail = ring.length - start;
        System.arraycopy(ring, start, larger, 0, tail);
        System.arraycopy(ring, 0, larger, tail, wrapped);
        start = 0;
      }
      ring = larger;
    }
  }

  /// Moves at most `max` bytes into `target`, as far as there are, and returns how many.
  int read(ByteBuffer target, int max) {
    int count = Math.min(Math.min(target.remaining(), arrived), max);
    int first = Math.min(count, ring.length - start);
    target.put(ring, start, first);
    target.put(ring, 0, count - first);
    start = (start + count) % ring.length;
    size -= count;
    arrived -= count;
    return count;
  }

  void discard() {
    size = 0;
    arrived = 0;
  }
}
