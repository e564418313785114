package dev.triga.testing;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/// The datagrams on a [SimulatedLink]. Nobody sends them again: those that meet a closed link are
/// lost, or wait if it is only clogged. Under the network's lock.
final class SimulatedDatagrams {
  /// How many wait on a clogged link; those that come after them are lost.
  static final int WAITING_MAX = 1024;

  private record Datagram(int bytes, Runnable arrival) {}

  private final SimulatedLink link;
  private final ArrayDeque<Datagram> ordered = new ArrayDeque<>();
  private final ArrayDeque<Datagram> waiting = new ArrayDeque<>();

  SimulatedDatagrams(SimulatedLink link) {
    this.link = link;
  }

  /// Takes one to the other end, after those that are on their way already, as within a machine.
  void inOrder(int bytes, Runnable arrival) {
    ordered.add(new Datagram(bytes, arrival));
    later(() -> arrive(ordered.remove()));
  }

  /// Takes one to the other end; it may overtake others.
  void anyhow(int bytes, Runnable arrival) {
    var datagram = new Datagram(bytes, arrival);
    later(() -> arrive(datagram));
  }

  private void later(Runnable arrival) {
    var network = link.network;
    network
        .agenda()
        .at(
            network.now() + link.latency.sampleNanos(network.random()),
            () -> network.locked(arrival));
  }

  private void arrive(Datagram datagram) {
    if (link.isOpen()) {
      link.network.trace(link.name, "DATAGRAM", datagram.bytes);
      datagram.arrival.run();
    } else if (link.isLosing() || waiting.size() == WAITING_MAX) {
      lose(datagram.bytes);
    } else {
      waiting.add(datagram);
    }
  }

  /// One more that never arrives.
  void lose(int bytes) {
    link.network.trace(link.name, "DATAGRAM lost", bytes);
  }

  /// What comes of one when a byte of it is changed on the way.
  ByteBuffer damage(ByteBuffer data) {
    int bytes = data.capacity();
    var random = link.network.random();
    int at = random.nextInt(bytes);
    link.network.trace(link.name, "DATAGRAM is damaged at", at);
    var changed = ByteBuffer.allocate(bytes).put(0, data, 0, bytes);
    return changed.put(at, (byte) (changed.get(at) ^ random.nextInt(1, 1 << Byte.SIZE)));
  }

  /// The link is open again.
  void goOn() {
    while (!waiting.isEmpty()) {
      var next = waiting.remove();
      later(() -> arrive(next));
    }
  }
}
