package dev.triga.driver.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import dev.triga.reactor.Reactor;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LargeSelectionsTakeSeveralPollsTest {
  private static final int CONNECTIONS = 300;
  private static final int PER_POLL_MAX = 128;

  private int made;
  private int received;

  private final class Counting implements Protocol {
    @Override
    public void connectionMade() {
      made++;
    }

    @Override
    public void dataReceived(ByteBuffer data) {
      received++;
    }
  }

  @Test
  void manyReadyConnectionsAreServedInTurnOverSeveralPasses() throws IOException {
    List<Socket> peers = new ArrayList<>();
    try (var reactor = Reactor.builder().driver("nio").open()) {
      var port =
          reactor.listen(
              Endpoint.parse("tcp:127.0.0.1:0"),
              ListenOptions.DEFAULT.withBacklog(CONNECTIONS),
              (Transport transport) -> new Counting());
      int number = ((Endpoint.Tcp) port.endpoint()).port();
      for (int i = 0; i < CONNECTIONS; i++) {
        peers.add(new Socket("127.0.0.1", number));
      }
      passes(reactor, () -> made);
      for (Socket peer : peers) {
        peer.getOutputStream().write(1);
      }
      int passes = passes(reactor, () -> received);
      assertTrue(passes >= CONNECTIONS / PER_POLL_MAX, passes + " passes");
      assertEquals(CONNECTIONS, received);
    } finally {
      for (Socket peer : peers) {
        peer.close();
      }
    }
  }

  /// Makes passes until all connections have been counted; none may count more than it may.
  private static int passes(Reactor reactor, IntSupplier counter) {
    int passes = 0;
    for (int before = 0; before < CONNECTIONS; passes++) {
      reactor.iterate(Duration.ofMillis(10));
      int now = counter.getAsInt();
      assertTrue(now - before <= PER_POLL_MAX, (now - before) + " in one pass");
      before = now;
    }
    return passes;
  }
}
