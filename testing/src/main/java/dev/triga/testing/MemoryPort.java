package dev.triga.testing;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.locks.Condition;

/// A [PeerPort] on a [MemoryNetwork].
public final class MemoryPort implements PeerPort {
  private final MemoryNetwork network;
  private final MemoryBacklog backlog;
  private final Condition changed;

  MemoryPort(MemoryNetwork network, InetSocketAddress address, int capacity) {
    this.network = network;
    network.lock.lock();
    try {
      changed = network.lock.newCondition();
      backlog = network.bind(network.topology().outside(), address, capacity, false);
      backlog.changed = changed::signalAll;
    } finally {
      network.lock.unlock();
    }
  }

  @Override
  public InetSocketAddress address() {
    return backlog.address;
  }

  @Override
  public MemoryPeer accept(Duration wait) {
    network.lock.lock();
    try {
      MemoryPeer.await(changed, wait, () -> backlog.size() > 0);
      var socket = backlog.take();
      if (socket == null) {
        throw new IllegalStateException(
            "no connection came to " + backlog.address + " within " + wait);
      }
      return new MemoryPeer(network, socket);
    } finally {
      network.lock.unlock();
    }
  }

  @Override
  public void close() {
    network.locked(() -> network.unbind(backlog));
  }
}
