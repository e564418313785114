package dev.triga.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.net.Endpoint;
import dev.triga.net.Protocol;
import dev.triga.reactor.Reactor;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// A wait for events that throws ends the reactor with what it threw, whoever runs it, and whoever
/// waits for something of it hears of the end.
class ADriverThatFailsEndsTheReactorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final AtomicBoolean fails = new AtomicBoolean();

  private Reactor open() {
    return Reactor.builder().driver(new FailingDriver("poll", fails::get)).open();
  }

  private static void assertEnded(Throwable thrown, Reactor reactor) {
    assertEquals(FailingDriver.SAID, thrown.getMessage());
    assertEquals(Reactor.State.STOPPED, reactor.state());
  }

  @Test
  void runThrowsWhatTheDriverThrew() throws Exception {
    var reactor = open();
    try (var server = new ServerSocket(0)) {
      var address = (InetSocketAddress) server.getLocalSocketAddress();
      reactor.execute(() -> fails.set(true));
      var connecting =
          reactor.connect(
              new Endpoint.Tcp("127.0.0.1", address.getPort()), transport -> new Protocol() {});
      var ended = connecting.handle((protocol, failure) -> failure);
      assertEnded(assertThrows(IllegalStateException.class, reactor::run), reactor);
      assertTrue(connecting.isFailed(), "the connect pends for ever");
      assertTrue(ended.isDone());
    }
  }

  @Test
  void iterateThrowsWhatTheDriverThrew() {
    var reactor = open();
    fails.set(true);
    assertEnded(
        assertThrows(IllegalStateException.class, () -> reactor.iterate(Duration.ZERO)), reactor);
  }

  @Test
  void aStartedReactorEndsAndCanBeClosed() {
    var reactor = open().start();
    fails.set(true);
    reactor.execute(() -> {});
    assertTimeoutPreemptively(
        PATIENCE,
        () -> {
          assertTrue(reactor.awaitStopped(PATIENCE), "it runs for ever");
          reactor.close();
        });
    assertEquals(Reactor.State.STOPPED, reactor.state());
  }
}
