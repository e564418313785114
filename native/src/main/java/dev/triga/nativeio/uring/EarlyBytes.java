package dev.triga.nativeio.uring;

import dev.triga.driver.ReadBuffer;
import dev.triga.driver.StreamSink;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/// Bytes that the kernel had received for a connection before it learned that reading is paused.
///
/// They are copies, so that a connection that stays paused keeps no buffer from the others. There
/// are as many as the kernel receives for one connection before the next poll stops it, which it
/// limits to 32 buffers.
final class EarlyBytes {
  private final ArrayDeque<byte[]> pieces = new ArrayDeque<>();

  void add(ByteBuffer filled, int count) {
    byte[] copy = new byte[count];
    filled.clear().get(0, copy);
    pieces.addLast(copy);
  }

  boolean isEmpty() {
    return pieces.isEmpty();
  }

  /// Delivers as many pieces as the read buffer has room for.
  void deliver(ReadBuffer buffer, StreamSink sink) {
    ByteBuffer target = buffer.target();
    int count = 0;
    while (!pieces.isEmpty() && pieces.getFirst().length <= target.remaining()) {
      byte[] piece = pieces.removeFirst();
      target.put(piece);
      count += piece.length;
    }
    buffer.deliver(sink, count);
  }
}
