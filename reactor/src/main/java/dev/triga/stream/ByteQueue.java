package dev.triga.stream;

import dev.triga.net.CloseReason;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/// Bytes that wait in order, in chunks: appended at the back, looked at and taken at the front.
/// Whole chunks change hands without being copied.
///
/// For one thread at a time; whoever hands it on publishes it safely. An empty queue owns no
/// memory. A queue has a limit, and refuses what would exceed it.
public final class ByteQueue {
  /// The limit of a queue that is given none: 64 MiB, as for the unsent bytes of a connection.
  public static final long DEFAULT_LIMIT_BYTES = 64L << 20;

  private static final int SMALLEST_CHUNK_BYTES = 512;
  private static final int CHUNK_BYTES = 16 * 1024;

  /// Each from position to limit; none is empty.
  private final ArrayDeque<ByteBuffer> chunks = new ArrayDeque<>();

  private final long limit;
  private long size;

  /// Whether the last chunk was made here, so that what lies behind its limit is free.
  private boolean hasRoom;

  /// An empty queue with the default limit.
  public ByteQueue() {
    this(DEFAULT_LIMIT_BYTES);
  }

  /// An empty queue.
  ///
  /// @param limit how many bytes it may hold
  /// @throws IllegalArgumentException if the limit is negative
  public ByteQueue(long limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("the limit of a queue, " + limit + ", is negative");
    }
    this.limit = limit;
  }

  /// How many bytes wait.
  public long size() {
    return size;
  }

  /// Whether none waits.
  public boolean isEmpty() {
    return size == 0;
  }

  /// How many bytes it may hold.
  public long limit() {
    return limit;
  }

  // At the back.

  /// Copies the bytes from position to limit and leaves the position at the limit.
  ///
  /// @throws StreamFailure of kind `OVERFLOW` if they would exceed the limit; none is taken then
  public void append(ByteBuffer data) {
    reserve(data.remaining());
    while (data.hasRemaining()) {
      var last = hasRoom ? chunks.getLast() : addChunk(data.remaining());
      int end = last.limit();
      int count = Math.min(last.capacity() - end, data.remaining());
      last.limit(end + count).put(end, data, data.position(), count);
      data.position(data.position() + count);
      hasRoom = last.limit() < last.capacity();
    }
  }

  /// Copies the bytes.
  ///
  /// @throws StreamFailure of kind `OVERFLOW` if they would exceed the limit; none is taken then
  public void append(byte[] data) {
    append(ByteBuffer.wrap(data));
  }

  /// Takes over the bytes from position to limit without copying them: nobody may change them any
  /// more.
  ///
  /// @throws StreamFailure of kind `OVERFLOW` if they would exceed the limit; none is taken then
  public void adopt(ByteBuffer data) {
    reserve(data.remaining());
    if (data.hasRemaining()) {
      chunks.addLast(data.slice());
      hasRoom = false;
    }
  }

  /// Moves everything from another queue to the back of this one, without copying.
  ///
  /// @throws StreamFailure of kind `OVERFLOW` if it would exceed the limit; none is taken then
  /// @throws IllegalArgumentException if the other queue is this one
  public void append(ByteQueue other) {
    if (other == this) {
      throw new IllegalArgumentException("a queue cannot be appended to itself");
    }
    reserve(other.size);
    if (!other.isEmpty()) {
      hasRoom = other.hasRoom;
      chunks.addAll(other.chunks);
      other.clear();
    }
  }

  private void reserve(long count) {
    if (count > limit - size) {
      throw new StreamFailure(
          CloseReason.of(
              CloseReason.Kind.OVERFLOW,
              "the queue holds "
                  + size
                  + " bytes, and "
                  + count
                  + " more would exceed its limit of "
                  + limit));
    }
    size += count;
  }

  private ByteBuffer addChunk(int wanted) {
    // A queue that grows in small pieces gets chunks that double.
    var last = chunks.peekLast();
    long doubled = last == null ? 0 : 2L * last.capacity();
    int capacity = Math.clamp(Math.max(wanted, doubled), SMALLEST_CHUNK_BYTES, CHUNK_BYTES);
    var chunk = ByteBuffer.allocate(capacity).limit(0);
    chunks.addLast(chunk);
    return chunk;
  }

  // At the front.

  /// A read-only view of the bytes that lie together at the front, at least one unless the queue is
  /// empty. The queue keeps them; [#remove] takes them out.
  public ByteBuffer first() {
    var first = chunks.peekFirst();
    return first == null ? ByteBuffer.allocate(0) : first.asReadOnlyBuffer();
  }

  /// All bytes, as a read-only buffer. The queue keeps them.
  ///
  /// @throws IllegalStateException if they are more than a buffer holds
  public ByteBuffer peek() {
    return peek(wholeSize());
  }

  /// The first bytes, at most `max`, as a read-only buffer; copied only if they lie in several
  /// chunks. The queue keeps them.
  ///
  /// @throws IllegalArgumentException if `max` is negative
  public ByteBuffer peek(int max) {
    int count = atMost(max);
    var first = chunks.peekFirst();
    if (first == null || count == 0) {
      return ByteBuffer.allocate(0);
    }
    if (count <= first.remaining()) {
      return first.slice(first.position(), count).asReadOnlyBuffer();
    }
    var copy = ByteBuffer.allocate(count);
    for (var chunk : chunks) {
      int part = Math.min(chunk.remaining(), copy.remaining());
      copy.put(copy.position(), chunk, chunk.position(), part).position(copy.position() + part);
      if (!copy.hasRemaining()) {
        break;
      }
    }
    return copy.flip().asReadOnlyBuffer();
  }

  /// Takes out all bytes, as a read-only buffer.
  ///
  /// @throws IllegalStateException if they are more than a buffer holds
  public ByteBuffer pop() {
    return pop(wholeSize());
  }

  /// Takes out the first bytes, at most `max`, as a read-only buffer that stays valid; copied only
  /// if they lie in several chunks.
  ///
  /// @throws IllegalArgumentException if `max` is negative
  public ByteBuffer pop(int max) {
    var popped = peek(max);
    var ignored = remove(popped.remaining());
    return popped;
  }

  /// Takes out bytes into the room that `target` has.
  ///
  /// @return how many
  public int popInto(ByteBuffer target) {
    int count = 0;
    for (var first = chunks.peekFirst();
        first != null && target.hasRemaining();
        first = chunks.peekFirst()) {
      int part = Math.min(first.remaining(), target.remaining());
      target.put(target.position(), first, first.position(), part);
      target.position(target.position() + part);
      count += (int) remove(part);
    }
    return count;
  }

  /// Drops the first bytes, at most `max`.
  ///
  /// @return how many
  /// @throws IllegalArgumentException if `max` is negative
  public long remove(long max) {
    long count = Math.min(notNegative(max), size);
    long left = count;
    while (left > 0) {
      var first = chunks.getFirst();
      int part = (int) Math.min(left, first.remaining());
      first.position(first.position() + part);
      left -= part;
      if (!first.hasRemaining()) {
        chunks.removeFirst();
      }
    }
    size -= count;
    hasRoom &= !chunks.isEmpty();
    return count;
  }

  /// Drops everything.
  public void clear() {
    chunks.clear();
    size = 0;
    hasRoom = false;
  }

  private int wholeSize() {
    if (size > Integer.MAX_VALUE) {
      throw new IllegalStateException(
          size + " bytes do not fit into one buffer; take them in parts, with pop(max)");
    }
    return (int) size;
  }

  private int atMost(int max) {
    return (int) Math.min(notNegative(max), size);
  }

  private static long notNegative(long max) {
    if (max < 0) {
      throw new IllegalArgumentException("cannot take " + max + " bytes");
    }
    return max;
  }

  @Override
  public String toString() {
    return "ByteQueue[" + size + " of at most " + limit + " bytes]";
  }
}
