package dev.triga.testing;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The connections that stand at a listening address and wait to be accepted, and behind them the
/// attempts for which there was no room. Used under the network's lock.
final class MemoryBacklog {
  final InetSocketAddress address;
  final boolean reusePort;
  final MemoryHost host;
  private final MemoryNetwork network;
  private final int capacity;
  private final ArrayDeque<MemorySocket> standing = new ArrayDeque<>();
  private final ArrayDeque<MemoryAttempt> waiting = new ArrayDeque<>();

  /// Called under the lock when a connection has come.
  Runnable changed = () -> {};

  MemoryBacklog(
      MemoryNetwork network,
      MemoryHost host,
      InetSocketAddress address,
      int capacity,
      boolean reusePort) {
    this.network = network;
    this.host = host;
    this.address = address;
    this.capacity = capacity;
    this.reusePort = reusePort;
  }

  int size() {
    return standing.size();
  }

  /// Makes the connection stand, or lets the attempt wait when the backlog is full.
  void offer(MemoryAttempt attempt) {
    if (standing.size() < capacity) {
      establish(attempt);
    } else {
      waiting.add(attempt);
      attempt.waitsAt(this);
    }
  }

  private void establish(MemoryAttempt attempt) {
    var client = network.socketPair(attempt, host);
    standing.add(client.peer());
    attempt.back().send(MemoryLane.Message.ACCEPT, 0, () -> attempt.established(client));
    changed.run();
  }

  @Nullable MemorySocket take() {
    var socket = standing.poll();
    var next = waiting.poll();
    if (next != null) {
      establish(next);
    }
    return socket;
  }

  void forget(MemoryAttempt attempt) {
    waiting.remove(attempt);
  }

  /// Resets what stands and refuses what waits, as a system does when a listener closes.
  void close() {
    changed = () -> {};
    standing.forEach(MemorySocket::abort);
    standing.clear();
    waiting.forEach(MemoryAttempt::refuse);
    waiting.clear();
  }

  /// Ends without telling anybody.
  void vanish() {
    changed = () -> {};
    standing.forEach(MemorySocket::vanish);
    standing.clear();
    waiting.clear();
  }
}
