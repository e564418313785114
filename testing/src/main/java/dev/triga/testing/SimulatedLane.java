package dev.triga.testing;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// One direction of one connection on a [SimulatedLink]: its messages arrive in order, each after
/// the latency of the link at least. Under the network's lock.
final class SimulatedLane implements MemoryLane {
  /// How long a connection that stands waits for a sign of the other side.
  static final long PATIENCE_NANOS = 900_000_000_000L;

  /// How long an attempt to connect does.
  static final long CONNECT_PATIENCE_NANOS = 127_000_000_000L;

  private record Parcel(Message message, int bytes, Runnable arrival, long due) {}

  private final SimulatedLink link;
  private final ArrayDeque<Parcel> parcels = new ArrayDeque<>();
  private long lastDue;
  private long notBefore;
  private boolean waiting;
  private Agenda.@Nullable Entry giveUp;
  private Runnable givenUp = () -> {};

  SimulatedLane(SimulatedLink link) {
    this.link = link;
  }

  @Override
  public void send(Message message, int bytes, Runnable arrival) {
    var network = link.network;
    long due = Math.max(lastDue, network.now() + link.latency.sampleNanos(network.random()));
    lastDue = due;
    parcels.add(new Parcel(message, bytes, arrival, due));
    if (parcels.size() == 1) {
      network.agenda().at(due, this::arrive);
    }
  }

  @Override
  public void onGivenUp(Runnable action) {
    givenUp = action;
  }

  private void arrive() {
    var network = link.network;
    network.locked(() -> {
      if (waiting) {
        return;
      }
      for (var first = parcels.peek(); first != null; first = parcels.peek()) {
        long due = Math.max(first.due, notBefore);
        if (due > network.now()) {
          network.agenda().at(due, this::arrive);
          return;
        }
        if (!link.isOpen()) {
          hold(first);
          return;
        }
        parcels.remove();
        network.trace(link.name, first.message.toString(), first.bytes);
        first.arrival.run();
      }
    });
  }

  private void hold(Parcel first) {
    waiting = true;
    link.hold(this);
    if (giveUp == null) {
      long patience = first.message == Message.CONNECT ? CONNECT_PATIENCE_NANOS : PATIENCE_NANOS;
      giveUp =
          link.network
              .agenda()
              .at(
                  link.network.now() + patience,
                  () -> {
                    link.network.locked(() -> {
                      link.forget(this);
                      clear();
                      link.network.trace(link.name, "given up", -1);
                      givenUp.run();
                    });
                  });
    }
  }

  /// The way is open again; what waited sets out so that it arrives then at the earliest.
  void goesOn(long from) {
    waiting = false;
    var pending = giveUp;
    if (pending != null) {
      pending.cancel();
      giveUp = null;
    }
    if (!parcels.isEmpty()) {
      notBefore = from + link.latency.sampleNanos(link.network.random());
      link.network.agenda().at(notBefore, this::arrive);
    }
  }

  /// Drops what is on the way.
  void clear() {
    waiting = false;
    parcels.clear();
    var pending = giveUp;
    if (pending != null) {
      pending.cancel();
      giveUp = null;
    }
  }
}
