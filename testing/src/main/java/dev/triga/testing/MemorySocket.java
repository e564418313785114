package dev.triga.testing;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/// One end of a connection in memory, as the system would keep it for a socket. It behaves as TCP
/// does: closing with unread data resets, and writing to a peer that is gone is answered with a
/// reset. Used under the network's lock.
final class MemorySocket {
  private static final Runnable NOBODY = () -> {};

  final InetSocketAddress local;
  final InetSocketAddress remote;
  private final int segmentBytes;
  private final MemoryPipe in;
  private final MemoryPipe out;
  private MemorySocket peer;
  private boolean closed;
  private boolean wasReset;

  /// Called under the lock when there may be something new to see.
  Runnable changed = NOBODY;

  private MemorySocket(
      InetSocketAddress local,
      InetSocketAddress remote,
      int segmentBytes,
      MemoryPipe in,
      MemoryPipe out) {
    this.local = local;
    this.remote = remote;
    this.segmentBytes = segmentBytes;
    this.in = in;
    this.out = out;
    this.peer = this;
  }

  /// Makes both ends and returns the one at `client`; the other is its [#peer()].
  static MemorySocket pair(
      InetSocketAddress client, InetSocketAddress server, int windowBytes, int segmentBytes) {
    var up = new MemoryPipe(windowBytes);
    var down = new MemoryPipe(windowBytes);
    var one = new MemorySocket(client, server, segmentBytes, down, up);
    var other = new MemorySocket(server, client, segmentBytes, up, down);
    one.peer = other;
    other.peer = one;
    return one;
  }

  MemorySocket peer() {
    return peer;
  }

  /// Whether the peer has reset the connection.
  boolean wasReset() {
    return wasReset;
  }

  boolean isClosed() {
    return closed;
  }

  /// Bytes that can be read now.
  int available() {
    return in.size();
  }

  /// Whether everything has been read and the peer has ended its side in order.
  boolean isAtEnd() {
    return in.isExhausted() && !wasReset;
  }

  /// Bytes that could be written now.
  int room() {
    return out.room();
  }

  boolean isOutputShut() {
    return out.isEnded();
  }

  /// Reads at most one segment into `target`.
  int read(ByteBuffer target) {
    int count = in.read(target, segmentBytes);
    if (count > 0) {
      peer.changed.run();
    }
    return count;
  }

  /// Takes at most one segment from `source`; -1 when the connection is broken or our side has
  /// ended.
  int write(ByteBuffer source) {
    if (closed || wasReset || out.isEnded()) {
      return -1;
    }
    if (peer.closed) {
      // The system takes the bytes and hears only later that nobody is there.
      int taken = source.remaining();
      source.position(source.limit());
      if (taken > 0) {
        resetBy();
      }
      return taken;
    }
    int taken = out.write(source, segmentBytes);
    if (taken > 0) {
      peer.changed.run();
    }
    return taken;
  }

  void shutdownOutput() {
    if (!closed && !out.isEnded()) {
      out.end();
      peer.changed.run();
    }
  }

  /// Ends both directions in order; unread data turns that into a reset.
  void close() {
    if (closed) {
      return;
    }
    if (in.size() > 0) {
      abort();
      return;
    }
    closed = true;
    changed = NOBODY;
    out.end();
    peer.changed.run();
  }

  /// Resets the connection and drops what the peer has not read of ours.
  void abort() {
    if (closed) {
      return;
    }
    closed = true;
    changed = NOBODY;
    in.discard();
    out.discard();
    peer.resetBy();
  }

  private void resetBy() {
    if (!closed && !wasReset) {
      wasReset = true;
      changed.run();
    }
  }
}
