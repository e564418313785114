package dev.triga.nativeio.readiness;

import dev.triga.driver.DatagramSink;
import dev.triga.nativeio.libc.DatagramBatch;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.socket.PeerAddresses;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// What one datagram socket sends: gathered in the batch of its driver until the flush, then handed
/// to the system in one call.
///
/// The driver has one batch; who wants it has whoever used it before flush first. What the system
/// does not take is copied out of the batch and waits here, and nothing more is taken meanwhile. On
/// the turn.
final class OutgoingDatagrams {
  private record Waiting(ByteBuffer data, @Nullable SocketAddress to) {}

  private final DatagramSocket socket;
  private final ReadinessDriver driver;
  private final PeerAddresses peers;
  private final DatagramSink sink;
  private final @Nullable SocketAddress[] receivers =
      new @Nullable SocketAddress[DatagramBatch.COUNT];

  /// At most a batch: nothing is taken while it is not empty.
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

  private int count;

  OutgoingDatagrams(
      DatagramSocket socket, ReadinessDriver driver, PeerAddresses peers, DatagramSink sink) {
    this.socket = socket;
    this.driver = driver;
    this.peers = peers;
    this.sink = sink;
  }

  /// Takes a datagram, unless earlier ones wait for the system.
  boolean send(ByteBuffer data, @Nullable SocketAddress to) {
    if (!waiting.isEmpty()) {
      return false;
    }
    var batch = driver.datagrams.batchFor(this);
    if (count == DatagramBatch.COUNT || !batch.holds(data.remaining())) {
      flush();
      if (!waiting.isEmpty()) {
        return false;
      }
    }
    if (!batch.holds(data.remaining())) {
      return sendLarge(data, to);
    }
    receivers[count] = to;
    batch.put(count, data, to == null ? 0 : peers.encode(to, batch.name(count)));
    count++;
    return true;
  }

  private boolean sendLarge(ByteBuffer data, @Nullable SocketAddress to) {
    int outcome = sendOne(data, to);
    if (outcome == -Errno.EAGAIN) {
      socket.awaitRoom(true);
      return false;
    }
    return true;
  }

  /// Sends one datagram past the batch; what fails for good is reported, "no room" is answered.
  private int sendOne(ByteBuffer data, @Nullable SocketAddress to) {
    int outcome;
    do {
      outcome = driver.datagrams.send(socket.descriptor, data, to, peers);
      if (outcome == -Errno.ECONNREFUSED) {
        sink.refused();
      }
    } while (outcome == -Errno.EINTR || outcome == -Errno.ECONNREFUSED);
    if (outcome < 0 && outcome != -Errno.EAGAIN) {
      sink.sendFailed(to, Errno.sentence(outcome));
    }
    return outcome;
  }

  /// Hands the batch to the system, as far as it goes.
  void flush() {
    int todo = count;
    if (todo == 0) {
      return;
    }
    count = 0;
    var batch = driver.datagrams.batchFor(this);
    int sent = 0;
    while (sent < todo) {
      int outcome = batch.send(driver.memory.errno, socket.descriptor, sent, todo);
      if (outcome > 0) {
        sent += outcome;
      } else if (outcome == -Errno.EAGAIN) {
        keep(batch, sent, todo);
        return;
      } else if (outcome == -Errno.ECONNREFUSED) {
        // The error of an earlier datagram stood in the way of this one, and is gone now.
        sink.refused();
      } else if (outcome != -Errno.EINTR) {
        sink.sendFailed(receivers[sent], Errno.sentence(outcome));
        sent++;
      }
    }
  }

  private void keep(DatagramBatch batch, int from, int to) {
    for (int index = from; index < to; index++) {
      waiting.add(new Waiting(batch.copy(index), receivers[index]));
    }
    socket.awaitRoom(true);
  }

  /// The system has room again.
  void roomAgain() {
    for (var next = waiting.peekFirst(); next != null; next = waiting.peekFirst()) {
      if (sendOne(next.data, next.to) == -Errno.EAGAIN) {
        return;
      }
      waiting.removeFirst();
    }
    socket.awaitRoom(false);
    sink.writable();
  }

  /// Hands over what goes at once and drops the rest.
  void close() {
    flush();
    waiting.clear();
    driver.datagrams.givenUpBy(this);
  }
}
