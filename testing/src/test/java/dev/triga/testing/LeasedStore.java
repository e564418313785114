package dev.triga.testing;

import dev.triga.net.CloseReason;
import dev.triga.net.Endpoint;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.net.Transport;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ScheduledCall;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A protocol with a race that looks as if it had none. Writers take turns by a lease of five
/// seconds from a lock service, and a writer looks whether its lease still holds before it writes
/// to the store. What it cannot know is how long the write is on its way. With fencing, the store
/// refuses a write that comes under an older lease than one before.
final class LeasedStore {
  private static final Duration LEASE = Duration.ofSeconds(5);
  private static final Duration WORK_MAX = Duration.ofSeconds(4);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private LeasedStore() {}

  /// Grants the lease to one after the other; each has a higher number.
  static final class LockService {
    private final Reactor reactor;
    private final ArrayDeque<Transport> waiting = new ArrayDeque<>();
    private @Nullable Transport holder;
    private @Nullable ScheduledCall expiry;
    private long lease;

    LockService(Reactor reactor) {
      this.reactor = reactor;
      reactor.listen(Endpoint.parse("tcp:7000"), Applicant::new);
    }

    private void grantNext() {
      holder = waiting.poll();
      if (holder != null) {
        holder.write(ByteBuffer.allocate(8).putLong(++lease).flip());
        expiry = reactor.schedule(LEASE, this::grantNext);
      }
    }

    private final class Applicant implements Protocol {
      private final Transport transport;

      Applicant(Transport transport) {
        this.transport = transport;
      }

      @Override
      public void connectionMade() {
        waiting.add(transport);
        if (holder == null) {
          grantNext();
        }
      }

      @Override
      public void connectionLost(CloseReason reason) {
        waiting.remove(transport);
        if (holder == transport) {
          expiry.cancel();
          grantNext();
        }
      }
    }
  }

  /// Keeps the leases under which it was written to, in order.
  static final class Store {
    final List<Long> writes = new ArrayList<>();

    Store(Reactor reactor, boolean fenced) {
      reactor.listen(
          Endpoint.parse("tcp:7001"),
          transport ->
              new Protocol() {
                private final ByteBuffer unread = ByteBuffer.allocate(8);

                @Override
                public void dataReceived(ByteBuffer data) {
                  while (data.hasRemaining()) {
                    unread.put(data.get());
                    if (!unread.hasRemaining()) {
                      write(unread.flip().getLong(), fenced);
                      transport.write(unread.rewind());
                      unread.clear();
                    }
                  }
                }
              });
    }

    private void write(long lease, boolean fenced) {
      if (!fenced || writes.isEmpty() || lease >= writes.getLast()) {
        writes.add(lease);
      }
    }

    boolean isInOrder() {
      return writes.size() < 2 || writes.getLast() >= writes.get(writes.size() - 2);
    }
  }

  /// Takes the lease, works for a while, writes if the lease still holds, and lets go when the
  /// store has confirmed.
  static final class Writer {
    private final Reactor reactor;
    private final Endpoint locks;
    private final Endpoint store;
    private @Nullable Transport toStore;
    private @Nullable Transport lock;

    Writer(Reactor reactor, Endpoint locks, Endpoint store) {
      this.reactor = reactor;
      this.locks = locks;
      this.store = store;
      connect(store, StoreLink::new);
      connect(locks, LockLink::new);
    }

    private void connect(Endpoint to, ProtocolFactory<? extends Protocol> factory) {
      var ignored =
          reactor
              .connect(to, factory)
              .handle((protocol, failure) -> {
                if (failure != null) {
                  reactor.schedule(PAUSE, () -> connect(to, factory));
                }
                return true;
              });
    }

    private void work(long lease) {
      long granted = reactor.clock().nanoTime();
      reactor.schedule(
          Duration.ofNanos(reactor.random().nextLong(WORK_MAX.toNanos())),
          () -> {
            boolean holds = reactor.clock().nanoTime() - granted < LEASE.toNanos();
            if (holds && toStore != null) {
              toStore.write(ByteBuffer.allocate(8).putLong(lease).flip());
            } else {
              letGo();
            }
          });
    }

    private void letGo() {
      if (lock != null) {
        lock.close();
      }
    }

    private final class LockLink implements Protocol {
      private final ByteBuffer unread = ByteBuffer.allocate(8);

      LockLink(Transport transport) {
        lock = transport;
      }

      @Override
      public void dataReceived(ByteBuffer data) {
        unread.put(data);
        if (!unread.hasRemaining()) {
          work(unread.flip().getLong());
        }
      }

      @Override
      public void connectionLost(CloseReason reason) {
        lock = null;
        reactor.schedule(PAUSE, () -> connect(locks, LockLink::new));
      }
    }

    private final class StoreLink implements Protocol {
      StoreLink(Transport transport) {
        toStore = transport;
      }

      @Override
      public void dataReceived(ByteBuffer data) {
        letGo(); // The store has confirmed.
      }

      @Override
      public void connectionLost(CloseReason reason) {
        toStore = null;
        reactor.schedule(PAUSE, () -> connect(store, StoreLink::new));
      }
    }
  }

  /// Three writers, now and then a crowded network.
  static void run(Simulation sim, boolean fenced) {
    var locks = sim.host("locks", LockService::new);
    var store = sim.host("store", reactor -> new Store(reactor, fenced));
    for (int i = 1; i <= 3; i++) {
      sim.host("writer" + i, r -> new Writer(r, locks.tcp(7000), store.tcp(7001)));
    }
    sim.invariant("writes come in the order of their leases", () -> store.value().isInOrder());
    sim.chaos(EnumSet.of(Fault.CLOG, Fault.PARTITION), Duration.ofMinutes(2));
    sim.runFor(Duration.ofMinutes(2));
  }
}
