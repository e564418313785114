package dev.triga.testing;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.locks.Condition;

/// A listening socket without a reactor, as a foreign server has it. Any thread.
public final class MemoryPort implements AutoCloseable {
  private final MemoryNetwork network;
  private final MemoryBacklog backlog;
  private final Condition changed;

  MemoryPort(MemoryNetwork network, InetSocketAddress address, int capacity) {
    this.network = network;
    network.lock.lock();
    try {
      changed = network.lock.newCondition();
      backlog = network.bind(address, capacity, false);
      backlog.changed = changed::signalAll;
    } finally {
      network.lock.unlock();
    }
  }

  /// The address it is bound to, with the real port.
  public InetSocketAddress address() {
    return backlog.address;
  }

  /// Waits for a connection, at most `wait` in real time, and accepts it.
  ///
  /// @throws IllegalStateException if none came in that time
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

  /// Stops listening; connections that were not accepted are reset. Idempotent.
  @Override
  public void close() {
    network.locked(() -> network.unbind(backlog));
  }
}
