package dev.triga.testing;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;

/// The way from one machine to another, for all connections in this direction. When it is closed,
/// what is on it waits; when it opens again, the waiting goes on at once, or after the pause of a
/// retransmission when the closing had lost it. Under the network's lock.
final class SimulatedLink {
  /// The longest pause between two retransmissions.
  private static final long RETRANSMISSION_MAX_NANOS = 120_000_000_000L;

  final SimulatedNetwork network;
  final Machine from;
  final Machine to;
  final String name;
  final SimulatedDatagrams datagrams = new SimulatedDatagrams(this);
  Latency latency;
  private final Set<SimulatedLane> held = new LinkedHashSet<>();
  private long closedSince;
  private long closedUntil = -1;
  private boolean losing;

  SimulatedLink(SimulatedNetwork network, Machine from, Machine to, Latency latency) {
    this.network = network;
    this.from = from;
    this.to = to;
    this.latency = latency;
    this.name = from.name + ">" + to.name;
  }

  boolean isOpen() {
    return network.now() >= closedUntil && to.isUp();
  }

  /// Whether what is sent now is lost rather than late.
  boolean isLosing() {
    return losing || !to.isUp();
  }

  /// Lets nothing through until then.
  ///
  /// @param lost whether what is sent meanwhile is lost and has to be sent again
  void close(long until, boolean lost) {
    long now = network.now();
    if (now >= closedUntil) {
      closedSince = now;
      losing = false;
    }
    losing |= lost;
    if (until > closedUntil) {
      closedUntil = until;
      if (until != Long.MAX_VALUE) {
        network.agenda().at(until, this::release);
      }
    }
  }

  /// Opens before its time.
  void heal() {
    if (network.now() < closedUntil) {
      closedUntil = network.now();
      release();
    }
  }

  /// Lets go on what waited, if the link is open now.
  void release() {
    if (!isOpen()) {
      return;
    }
    long now = network.now();
    long pauseMax = losing ? Math.min(now - closedSince, RETRANSMISSION_MAX_NANOS) : 0;
    var lanes = new ArrayList<>(held);
    held.clear();
    for (var lane : lanes) {
      long pause = pauseMax == 0 ? 0 : network.random().nextLong(pauseMax + 1);
      lane.goesOn(now + pause);
    }
    datagrams.goOn();
  }

  void hold(SimulatedLane lane) {
    if (!to.isUp() && network.now() >= closedUntil) {
      closedSince = network.now();
      losing = true;
    }
    held.add(lane);
  }

  void forget(SimulatedLane lane) {
    held.remove(lane);
  }

  /// The sender is gone: nobody sends again what was lost.
  void senderIsGone() {
    held.forEach(SimulatedLane::clear);
    held.clear();
  }
}
