package dev.triga.driver;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What a connection has been told to write and the system has not taken yet: a chain of pooled
/// chunks of direct memory. An empty one owns no memory. Confined to the turn.
///
/// A driver sends the regions in order, then calls [#sent]. The bytes of a region stay where they
/// are until they are marked as sent, so a completion driver may leave them to the system
/// meanwhile.
public final class OutBuffer {
  private final ChunkPool pool;
  private @Nullable Chunk head;
  private @Nullable Chunk tail;
  private long size;

  /// An empty buffer that takes its chunks from `pool`.
  public OutBuffer(ChunkPool pool) {
    this.pool = pool;
  }

  /// The number of unsent bytes.
  public long size() {
    return size;
  }

  /// Whether nothing is waiting to be sent.
  public boolean isEmpty() {
    return size == 0;
  }

  /// Copies all of `data` and leaves its position at its limit.
  public void append(ByteBuffer data) {
    size += data.remaining();
    while (data.hasRemaining()) {
      var chunk = tail;
      if (chunk == null || chunk.isFull()) {
        chunk = add(pool.take());
      }
      chunk.append(data);
    }
  }

  /// Takes all of `data`, which has to be direct, without copying it: it stays as it is until it is
  /// sent, or dropped. Leaves its position at its limit.
  public void lend(ByteBuffer data) {
    if (data.hasRemaining()) {
      size += data.remaining();
      add(Chunk.lent(data));
      data.position(data.limit());
    }
  }

  private Chunk add(Chunk chunk) {
    var last = tail;
    if (last == null) {
      head = chunk;
    } else {
      last.next = chunk;
    }
    tail = chunk;
    return chunk;
  }

  /// Where the first unsent region begins in memory; 0 when empty.
  public long address() {
    var first = head;
    return first == null ? 0 : first.address + first.start;
  }

  /// The length of the first unsent region; 0 when empty.
  public int length() {
    var first = head;
    return first == null ? 0 : first.end - first.start;
  }

  /// Whether there is more than one region, so that a gathering call pays.
  public boolean isScattered() {
    return head != tail;
  }

  /// Writes the unsent regions, first to last, into `regions` and returns how many there are, at
  /// most `max`.
  public int regions(RegionVisitor regions, int max) {
    int count = 0;
    for (var chunk = head; chunk != null && count < max; chunk = chunk.next) {
      regions.region(count++, chunk.address + chunk.start, chunk.end - chunk.start);
    }
    return count;
  }

  /// Receives the regions of an [OutBuffer], for gathering system calls.
  @FunctionalInterface
  public interface RegionVisitor {
    /// The region number `index`, counted from 0.
    void region(int index, long address, int length);
  }

  /// The unsent regions as buffers, first to last, in the elements of `into`; returns how many were
  /// set. They are the chunks themselves: use them for one call, then [#sent].
  public int buffers(ByteBuffer[] into) {
    int count = 0;
    for (var chunk = head; chunk != null && count < into.length; chunk = chunk.next) {
      into[count++] = chunk.memory.clear().limit(chunk.end).position(chunk.start);
    }
    return count;
  }

  /// Marks the first `count` unsent bytes as taken by the system and frees the chunks they filled.
  public void sent(long count) {
    size -= count;
    long left = count;
    for (var chunk = head; chunk != null; chunk = head) {
      int length = chunk.end - chunk.start;
      if (left < length) {
        chunk.start += (int) left;
        return;
      }
      left -= length;
      head = chunk.next;
      if (head == null) {
        tail = null;
      }
      if (!chunk.isLent) {
        pool.give(chunk);
      }
    }
  }

  /// Drops everything and frees all memory.
  public void clear() {
    sent(size);
  }
}
