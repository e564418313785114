package dev.triga.testing;

import dev.triga.net.CloseReason;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// One end of a connection in memory, as the system would keep it for a socket. It behaves as TCP
/// does: closing with unread data resets, and writing to a peer that is gone is answered with a
/// reset. Used under the network's lock.
final class MemorySocket {
  private static final Runnable NOBODY = () -> {};
  private static final CloseReason RESET =
      CloseReason.of(CloseReason.Kind.LOST, "the peer reset the connection");
  private static final CloseReason SILENCE =
      CloseReason.of(CloseReason.Kind.TIMED_OUT, "the peer has not answered for too long");

  final InetSocketAddress local;
  final InetSocketAddress remote;
  private final IntSupplier segments;
  private final MemoryPipe in;
  private final MemoryPipe out;

  /// The way of what we send.
  private final MemoryLane lane;

  private MemorySocket peer;
  private boolean closed;

  /// The host knows nothing of this connection any more, so that whatever comes is answered with a
  /// reset.
  private boolean forgotten;

  /// Reading waits, though there may be bytes: a slow reader.
  private boolean heldBack;

  private @Nullable CloseReason broken;

  /// Called under the lock when there may be something new to see.
  Runnable changed = NOBODY;

  /// Called under the lock with the number of bytes after each read.
  IntConsumer hasRead = count -> {};

  private MemorySocket(
      InetSocketAddress local,
      InetSocketAddress remote,
      IntSupplier segments,
      MemoryPipe in,
      MemoryPipe out,
      MemoryLane lane) {
    this.local = local;
    this.remote = remote;
    this.segments = segments;
    this.in = in;
    this.out = out;
    this.lane = lane;
    this.peer = this;
    lane.onGivenUp(() -> breaks(SILENCE));
  }

  /// Where an end of a connection is.
  ///
  /// @param segments how many bytes each read or write moves at most
  /// @param lane the way of what it sends
  record Place(InetSocketAddress address, IntSupplier segments, MemoryLane lane) {}

  /// Makes both ends and returns the one at `client`; the other is its [#peer()].
  static MemorySocket pair(Place client, Place server, int windowBytes) {
    var up = new MemoryPipe(windowBytes);
    var down = new MemoryPipe(windowBytes);
    var one =
        new MemorySocket(client.address, server.address, client.segments, down, up, client.lane);
    var other =
        new MemorySocket(server.address, client.address, server.segments, up, down, server.lane);
    one.peer = other;
    other.peer = one;
    return one;
  }

  MemorySocket peer() {
    return peer;
  }

  /// Whether the connection is broken: the peer has reset it, or the network gave it up.
  boolean wasReset() {
    return broken != null;
  }

  /// Why it is broken.
  CloseReason whyBroken() {
    var why = broken;
    return why == null ? RESET : why;
  }

  boolean isClosed() {
    return closed;
  }

  /// Bytes that can be read now.
  int available() {
    return heldBack ? 0 : in.size();
  }

  /// Whether everything has been read and the peer has ended its side in order.
  boolean isAtEnd() {
    return in.isExhausted() && broken == null;
  }

  /// Bytes that could be written now.
  int room() {
    return out.room();
  }

  boolean isOutputShut() {
    return out.isEnded();
  }

  /// Reads nothing until told otherwise.
  void holdBack(boolean hold) {
    heldBack = hold;
    if (!hold) {
      changed.run();
    }
  }

  /// Reads at most one segment into `target`.
  int read(ByteBuffer target) {
    if (heldBack) {
      return 0;
    }
    int count = in.read(target, segments.getAsInt());
    if (count > 0) {
      lane.send(
          MemoryLane.Message.ROOM,
          count,
          () -> {
            in.acknowledged(count);
            peer.changed.run();
          });
      hasRead.accept(count);
    }
    return count;
  }

  /// Takes at most one segment from `source`; -1 when the connection is broken or our side has
  /// ended.
  int write(ByteBuffer source) {
    if (closed || broken != null || out.isEnded()) {
      return -1;
    }
    int taken = out.write(source, segments.getAsInt());
    if (taken > 0) {
      lane.send(MemoryLane.Message.DATA, taken, () -> peer.dataArrives(taken));
    }
    return taken;
  }

  private void dataArrives(int count) {
    if (closed) {
      // Whoever writes to nobody hears of it only now.
      answerWithReset();
    } else {
      in.arrives(count);
      changed.run();
    }
  }

  void shutdownOutput() {
    if (!closed && !out.isEnded()) {
      sendEnd();
    }
  }

  private void sendEnd() {
    out.end();
    lane.send(MemoryLane.Message.END, 0, () -> peer.endArrives());
  }

  private void endArrives() {
    if (forgotten) {
      answerWithReset();
    } else {
      in.endArrives();
      changed.run();
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
    if (!out.isEnded()) {
      sendEnd();
    }
  }

  /// Resets the connection and drops what the peer has not read of ours.
  void abort() {
    if (!closed) {
      vanish();
      answerWithReset();
    }
  }

  /// Ends without telling anybody, as a machine does that loses its power.
  void vanish() {
    closed = true;
    forgotten = true;
    changed = NOBODY;
    in.discard();
  }

  /// Is reset from the middle, without the peer's doing.
  void cut() {
    in.discard();
    breaks(RESET);
  }

  private void answerWithReset() {
    lane.send(
        MemoryLane.Message.RESET,
        0,
        () -> {
          peer.in.discard();
          peer.breaks(RESET);
        });
  }

  private void breaks(CloseReason why) {
    if (!closed && broken == null) {
      broken = why;
      changed.run();
    }
  }
}
