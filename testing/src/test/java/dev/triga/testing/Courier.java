package dev.triga.testing;

import dev.triga.net.CloseReason;
import dev.triga.net.ConnectOptions;
import dev.triga.net.Endpoint;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ScheduledCall;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// The torture protocol: clients send numbered parcels, the depot keeps each exactly once and in
/// order, whatever breaks meanwhile. What a program keeps in its [Ledger] survives its restarts, as
/// on a disk.
///
/// A parcel is its client, its number, its length and its bytes; the answer is the number up to
/// which everything is kept.
final class Courier {
  private static final int HEADER_BYTES = 4 + 8 + 4;
  private static final int SIZE_MAX = 3_000;
  private static final int WINDOW = 8;
  private static final Duration SILENCE = Duration.ofSeconds(5);
  private static final Duration TICK_MAX = Duration.ofSeconds(3);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(2);

  private Courier() {}

  /// What survives a restart.
  static final class Ledger {
    /// At the depot: the last parcel kept, by client.
    final Map<Integer, Long> kept = new LinkedHashMap<>();

    /// At a client: up to which parcel the depot has confirmed.
    final Map<Integer, Long> confirmed = new LinkedHashMap<>();

    /// What must never happen, if it has.
    String broken = "";

    long kept(int client) {
      return kept.getOrDefault(client, 0L);
    }

    long confirmed(int client) {
      return confirmed.getOrDefault(client, 0L);
    }
  }

  /// The bytes of a parcel follow from whose it is.
  static byte[] content(int client, long number) {
    var bytes = new byte[(int) ((number * 7919 + client * 31L) % SIZE_MAX)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (number * 31 + client + i * 7L);
    }
    return bytes;
  }

  /// Keeps parcels.
  static final class Depot implements Protocol {
    private final Transport transport;
    private final Ledger ledger;
    private final ByteBuffer unread = ByteBuffer.allocate(2 * (HEADER_BYTES + SIZE_MAX));

    Depot(Transport transport, Ledger ledger) {
      this.transport = transport;
      this.ledger = ledger;
    }

    @Override
    public void dataReceived(ByteBuffer data) {
      while (data.hasRemaining()) {
        int count = Math.min(data.remaining(), unread.remaining());
        unread.put(data.slice(data.position(), count));
        data.position(data.position() + count);
        unread.flip();
        while (takeParcel()) {
          // One after the other.
        }
        unread.compact();
      }
    }

    private boolean takeParcel() {
      if (unread.remaining() < HEADER_BYTES) {
        return false;
      }
      int at = unread.position();
      int size = unread.getInt(at + 12);
      if (size < 0 || size > SIZE_MAX) {
        ledger.broken = "a length of " + size;
        transport.abort();
        return false;
      }
      if (unread.remaining() < HEADER_BYTES + size) {
        return false;
      }
      int client = unread.getInt();
      long number = unread.getLong();
      unread.getInt();
      var bytes = new byte[size];
      unread.get(bytes);
      take(client, number, bytes);
      return true;
    }

    private void take(int client, long number, byte[] bytes) {
      long last = ledger.kept(client);
      if (!java.util.Arrays.equals(bytes, content(client, number))) {
        ledger.broken = "parcel " + number + " of client " + client + " is damaged";
      }
      if (number == last + 1) {
        ledger.kept.put(client, number);
        last = number;
      } else if (number > last) {
        ledger.broken = "parcel " + number + " of client " + client + " follows " + last;
      }
      transport.write(ByteBuffer.allocate(8).putLong(last).flip());
    }
  }

  /// Sends parcels until all are confirmed, and comes back whenever its connection ends.
  static final class Client {
    private final Reactor reactor;
    private final Endpoint depot;
    private final int id;
    private final long parcels;
    private final Ledger ledger;

    Client(Reactor reactor, Endpoint depot, int id, long parcels, Ledger ledger) {
      this.reactor = reactor;
      this.depot = depot;
      this.id = id;
      this.parcels = parcels;
      this.ledger = ledger;
    }

    Client start() {
      if (isDone()) {
        return this;
      }
      var ignored =
          reactor
              .connect(depot, ConnectOptions.DEFAULT.withTimeout(SILENCE), Delivery::new)
              .handle((delivery, failure) -> {
                if (failure != null) {
                  again();
                }
                return true;
              });
      return this;
    }

    boolean isDone() {
      return ledger.confirmed(id) == parcels;
    }

    private void again() {
      reactor.schedule(
          Duration.ofNanos(reactor.random().nextLong(PAUSE_MAX.toNanos())), this::start);
    }

    private final class Delivery implements Protocol {
      private final Transport transport;
      private final ByteBuffer unread = ByteBuffer.allocate(64);
      private long next = ledger.confirmed(id) + 1;
      private ScheduledCall silence;

      Delivery(Transport transport) {
        this.transport = transport;
      }

      @Override
      public void connectionMade() {
        silence = reactor.schedule(SILENCE, transport::abort);
        send();
      }

      /// A few parcels now, more after a while; the first one again as long as it is not confirmed,
      /// so that there is always something to hear.
      private void send() {
        if (!transport.isOpen()) {
          return;
        }
        if (next > ledger.confirmed(id) + 1) {
          next = ledger.confirmed(id) + 1;
        }
        long last = Math.min(parcels, next + reactor.random().nextInt(WINDOW));
        while (next <= last) {
          var bytes = content(id, next);
          transport.write(
              ByteBuffer.allocate(HEADER_BYTES + bytes.length)
                  .putInt(id)
                  .putLong(next)
                  .putInt(bytes.length)
                  .put(bytes)
                  .flip());
          next++;
        }
        reactor.schedule(
            Duration.ofNanos(reactor.random().nextLong(TICK_MAX.toNanos())), this::send);
      }

      @Override
      public void dataReceived(ByteBuffer data) {
        silence.reset(SILENCE);
        while (data.hasRemaining()) {
          unread.put(data.get());
          if (unread.position() == 8) {
            confirmed(unread.flip().getLong());
            unread.clear();
          }
        }
      }

      private void confirmed(long number) {
        if (number > parcels) {
          ledger.broken = "parcel " + number + " of client " + id + " was never sent";
        }
        ledger.confirmed.merge(id, number, Math::max);
        if (isDone()) {
          transport.close();
        }
      }

      @Override
      public void connectionLost(CloseReason reason) {
        Objects.requireNonNull(silence).cancel();
        again();
      }
    }
  }

  /// A depot, some clients, and what must always hold.
  static void torture(Simulation sim, int clients, long parcels, Duration chaos) {
    var depotLedger = new Ledger();
    var clientLedger = new Ledger();
    var depot =
        sim.host(
            "depot", r -> r.listen(Endpoint.parse("tcp:7000"), t -> new Depot(t, depotLedger)));
    for (int i = 1; i <= clients; i++) {
      int id = i;
      sim.host(
          "client" + id, r -> new Client(r, depot.tcp(7000), id, parcels, clientLedger).start());
    }
    sim.invariant(
        "each parcel is kept once, in order and undamaged",
        () -> depotLedger.broken.isEmpty() && clientLedger.broken.isEmpty());
    sim.invariant(
        "what is confirmed is kept",
        () ->
            clientLedger.confirmed.entrySet().stream()
                .allMatch(entry -> entry.getValue() <= depotLedger.kept(entry.getKey())));
    sim.chaos(chaos);
    sim.runFor(chaos);
    sim.runUntil(
        "all parcels are confirmed",
        Duration.ofHours(1),
        () -> {
          for (int id = 1; id <= clients; id++) {
            if (clientLedger.confirmed(id) < parcels) {
              return false;
            }
          }
          return true;
        });
  }
}
