package dev.triga.testing;

import dev.triga.net.CloseReason;
import dev.triga.net.Endpoint;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import dev.triga.reactor.Reactor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A client that sends a number every 100 ms, counts the echoes, and comes back after a second when
/// its connection is lost.
final class Pinger {
  private static final Duration PERIOD = Duration.ofMillis(100);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Reactor reactor;
  private final Endpoint server;
  final List<CloseReason> ends = new ArrayList<>();
  long echoes;
  long connections;
  long failures;

  Pinger(Reactor reactor, Endpoint server) {
    this.reactor = reactor;
    this.server = server;
  }

  Pinger start() {
    var ignored =
        reactor
            .connect(server, Connection::new)
            .handle((connection, failure) -> {
              if (failure != null) {
                failures++;
                reactor.schedule(PAUSE, this::start);
              }
              return true;
            });
    return this;
  }

  private final class Connection implements Protocol {
    private final Transport transport;
    private int received;
    private long next;

    Connection(Transport transport) {
      this.transport = transport;
    }

    @Override
    public void connectionMade() {
      connections++;
      ping();
    }

    private void ping() {
      if (transport.isOpen()) {
        transport.write(ByteBuffer.allocate(8).putLong(next++).flip());
        reactor.schedule(PERIOD, this::ping);
      }
    }

    @Override
    public void dataReceived(ByteBuffer data) {
      received += data.remaining();
      while (received >= 8) {
        received -= 8;
        echoes++;
      }
    }

    @Override
    public void connectionLost(CloseReason reason) {
      ends.add(reason);
      reactor.schedule(PAUSE, Pinger.this::start);
    }
  }
}
