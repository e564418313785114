package dev.triga.transport;

import dev.triga.loop.EventLoop;
import dev.triga.net.CloseReason;
import dev.triga.net.WriteOutcome;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;

/// What other threads have asked of a transport, in the order in which they asked.
///
/// A transport has one only when another thread has written to it or closed it. The turn empties it
/// before it does anything itself, so a write that returned before another began also goes out
/// before it. Bytes are copied when they are given; their number counts towards the watermarks and
/// the hard cap.
final class Inbox {
  /// Something asked for. Runs on the turn.
  private sealed interface Request {}

  private record Bytes(ByteBuffer data) implements Request {}

  private record Close(Duration deadline) implements Request {}

  private record Abort(CloseReason reason) implements Request {}

  private record Overflow() implements Request {}

  private final StreamTransport transport;
  private final EventLoop loop;
  private final Object lock = new Object();
  private ArrayDeque<Request> requests = new ArrayDeque<>();

  /// What is being done. On the turn only.
  private ArrayDeque<Request> batch = new ArrayDeque<>();

  /// Whether the turn is about to end our side: what was taken before goes out, and no more is
  /// taken.
  private boolean sealed;

  private boolean ended;
  private boolean aborted;
  private volatile long bytes;
  private volatile boolean waiting;

  Inbox(StreamTransport transport, EventLoop loop, boolean sealed) {
    this.transport = transport;
    this.loop = loop;
    this.sealed = sealed;
  }

  /// The bytes that wait here.
  long bytes() {
    return bytes;
  }

  WriteOutcome write(ByteBuffer data) {
    return add(copyOf(data));
  }

  WriteOutcome writeSequence(Iterable<ByteBuffer> data) {
    var copies = new ArrayList<ByteBuffer>();
    long count = 0;
    for (var piece : data) {
      var copy = copyOf(piece);
      copies.add(copy);
      count += copy.remaining();
    }
    var whole = ByteBuffer.allocate(Math.toIntExact(count));
    copies.forEach(whole::put);
    return add(whole.flip());
  }

  private static ByteBuffer copyOf(ByteBuffer data) {
    return ByteBuffer.allocate(data.remaining()).put(data).flip();
  }

  private WriteOutcome add(ByteBuffer copy) {
    synchronized (lock) {
      if (ended || sealed || !transport.isOpen()) {
        return WriteOutcome.CLOSED;
      }
      long unsent = transport.unsentBytes() + copy.remaining();
      if (unsent > transport.outgoing().hardCapBytes()) {
        ended = true;
        post(new Overflow());
        return WriteOutcome.CLOSED;
      }
      bytes += copy.remaining();
      boolean above = unsent > transport.outgoing().highWater();
      if (above) {
        transport.outgoing().oweWritable();
      }
      post(new Bytes(copy));
      return above ? WriteOutcome.ABOVE_HIGH_WATER : WriteOutcome.QUEUED;
    }
  }

  boolean close(Duration deadline) {
    synchronized (lock) {
      boolean first = !ended && transport.ending().isOpen();
      ended = true;
      if (!transport.ending().isOver()) {
        post(new Close(deadline));
      }
      return first;
    }
  }

  boolean abort(CloseReason reason) {
    synchronized (lock) {
      boolean first = !transport.ending().isOver() && !aborted;
      ended = true;
      if (first) {
        aborted = true;
        post(new Abort(reason));
      }
      return first;
    }
  }

  /// Whether an abort on the turn is the first one.
  boolean claimAbort() {
    synchronized (lock) {
      boolean first = !aborted;
      aborted = true;
      ended = true;
      return first;
    }
  }

  private void post(Request request) {
    requests.add(request);
    if (!waiting) {
      waiting = true;
      loop.deliver(this::empty);
    }
  }

  /// Does what was asked for; also from inside a producer that one of the requests calls. On the
  /// turn.
  void empty() {
    if (batch.isEmpty() && waiting) {
      synchronized (lock) {
        waiting = false;
        var taken = requests;
        requests = batch;
        batch = taken;
      }
    }
    for (var request = batch.poll(); request != null; request = batch.poll()) {
      perform(request);
    }
  }

  /// Does what was asked for, and takes no more writes. On the turn.
  void seal() {
    synchronized (lock) {
      sealed = true;
    }
    empty(); // What is left of a batch that is being done.
    empty(); // What has come since.
  }

  private void perform(Request request) {
    switch (request) {
      case Bytes(var data) -> {
        int count = data.remaining();
        transport.outgoing().accept(data);
        synchronized (lock) {
          bytes -= count;
        }
      }
      case Close(var deadline) -> transport.ending().beginClose(deadline);
      case Abort(var reason) -> transport.ending().abort(reason);
      case Overflow() -> transport.outgoing().overflow();
    }
  }
}
