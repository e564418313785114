package dev.triga.transport;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The datagrams that the system has not taken, first in first out, with a limit. On the turn,
/// except for the number.
final class DatagramQueue {
  /// One datagram that waits.
  ///
  /// @param data a copy of its bytes
  /// @param to the receiver, or null on a connected socket
  record Waiting(ByteBuffer data, @Nullable SocketAddress to) {}

  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private final int max;
  private volatile int size;

  DatagramQueue(int max) {
    this.max = max;
  }

  /// How many wait. Any thread.
  int size() {
    return size;
  }

  boolean isHalfEmpty() {
    return waiting.size() <= max / 2;
  }

  /// Copies a datagram to the end; false when the queue is full.
  boolean add(ByteBuffer data, @Nullable SocketAddress to) {
    if (waiting.size() >= max) {
      return false;
    }
    var copy =
        ByteBuffer.allocate(data.remaining()).put(0, data, data.position(), data.remaining());
    waiting.add(new Waiting(copy, to));
    size = waiting.size();
    return true;
  }

  @Nullable Waiting first() {
    return waiting.peekFirst();
  }

  void removeFirst() {
    waiting.removeFirst();
    size = waiting.size();
  }

  void clear() {
    waiting.clear();
    size = 0;
  }
}
