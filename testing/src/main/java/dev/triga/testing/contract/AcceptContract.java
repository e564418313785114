package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.net.ListenOptions;
import dev.triga.testing.Peer;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Accepting connections, freely and by credit.
abstract class AcceptContract extends Contract {
  /// More than one poll accepts.
  private static final int WAITING = 100;

  private final AtomicInteger accepted = new AtomicInteger();

  AcceptContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  private Server<Recorder> counting(ListenOptions options) {
    return serve(
        started(),
        options,
        transport -> {
          accepted.incrementAndGet();
          return new Recorder(transport);
        });
  }

  @Test
  void aPausedPortLeavesConnectionsInTheQueue() {
    var server = counting(ListenOptions.DEFAULT);
    doOnTurn(server.reactor, server.port::pauseAccepting);
    var peer = server.connect();
    peer.write("waiting");
    settle(server.reactor);
    assertEquals(0, accepted.get());
    doOnTurn(server.reactor, server.port::resumeAccepting);
    assertSoon("waiting", server.next()::text);
  }

  @Test
  void pausingAndResumingMayBeRepeated() {
    var server = counting(ListenOptions.DEFAULT);
    doOnTurn(
        server.reactor,
        () -> {
          server.port.pauseAccepting();
          server.port.pauseAccepting();
          server.port.resumeAccepting();
          server.port.resumeAccepting();
        });
    server.connect().write("x");
    assertSoon("x", server.next()::text);
  }

  @Test
  void underControlNothingIsAcceptedWithoutCredit() {
    var server = counting(ListenOptions.DEFAULT.withControlledAccept());
    server.connect();
    settle(server.reactor);
    assertEquals(0, accepted.get());
  }

  @Test
  void underControlExactlyTheCreditIsAccepted() {
    var server = counting(ListenOptions.DEFAULT.withControlledAccept());
    for (int i = 0; i < 4; i++) {
      server.connect();
    }
    doOnTurn(server.reactor, () -> server.port.accept(2));
    assertSoon(2, accepted::get);
    settle(server.reactor);
    assertEquals(2, accepted.get());
    doOnTurn(server.reactor, () -> server.port.accept(1));
    assertSoon(3, accepted::get);
    settle(server.reactor);
    assertEquals(3, accepted.get());
  }

  @Test
  void creditGivenAheadIsKept() {
    var server = counting(ListenOptions.DEFAULT.withControlledAccept());
    doOnTurn(server.reactor, () -> server.port.accept(2));
    server.connect();
    server.connect();
    assertSoon(2, accepted::get);
  }

  @Test
  void creditBelowOneIsRefused() {
    var server = counting(ListenOptions.DEFAULT.withControlledAccept());
    assertThrows(
        IllegalArgumentException.class,
        () -> doOnTurn(server.reactor, () -> server.port.accept(0)));
  }

  @Test
  void creditOnAFreePortIsRefused() {
    var server = counting(ListenOptions.DEFAULT);
    assertThrows(
        IllegalStateException.class, () -> doOnTurn(server.reactor, () -> server.port.accept(1)));
  }

  @Test
  void creditOffTheTurnIsRefused() {
    var server = counting(ListenOptions.DEFAULT.withControlledAccept());
    assertThrows(WrongThreadException.class, () -> server.port.accept(1));
  }

  @Test
  void manyConnectionsAtOnceAreAllAccepted() {
    var server = counting(ListenOptions.DEFAULT);
    for (int i = 0; i < 200; i++) {
      server.connect();
    }
    assertSoon(200, accepted::get);
    assertEquals(200, onTurn(server.reactor, server.port::connections));
  }

  @Test
  void aClientThatResetsAtOnceDoesNoHarm() {
    var server = counting(ListenOptions.DEFAULT);
    for (int i = 0; i < 50; i++) {
      server.connect().abort();
    }
    var peer = server.connect();
    peer.write("alive");
    eventually("the port goes on", () -> server.next().text().equals("alive"));
    assertSoon(1, () -> onTurn(server.reactor, server.port::connections));
  }

  @Test
  void aClientThatSaysNothingIsLeftInPeace() {
    var server = counting(ListenOptions.DEFAULT);
    var peer = server.connect();
    var protocol = server.next();
    settle(server.reactor);
    assertEquals(1, protocol.events.size());
    peer.close();
    eventually("its end is noticed", protocol::isLost);
  }

  @Test
  void aFactoryMayStopItsOwnPort() {
    var reactor = started();
    var ports = new ArrayList<dev.triga.net.ListeningPort>();
    var server =
        serve(
            reactor,
            ListenOptions.DEFAULT,
            transport -> {
              ports.forEach(port -> port.stopListening());
              return new Recorder(transport);
            });
    doOnTurn(reactor, () -> ports.add(server.port));
    var peer = server.connect();
    var protocol = server.next();
    peer.write("served");
    assertSoon("served", protocol::text);
    assertFalse(server.port.isListening());
  }

  @Test
  void whoWaitsWhenListeningStopsIsAccepted() {
    var server = counting(ListenOptions.DEFAULT);
    var peers = new ArrayList<Peer>();
    doOnTurn(
        server.reactor,
        () -> {
          for (int i = 0; i < WAITING; i++) {
            peers.add(elsewhere(server::connect));
          }
          var _ = server.port.stopListening();
        });
    peers.forEach(peer -> peer.write("in time"));
    for (int i = 0; i < WAITING; i++) {
      assertSoon("in time", server.next()::text);
    }
    assertEquals(WAITING, onTurn(server.reactor, server.port::connections));
    assertFalse(server.port.isListening());
  }

  @Test
  void whenListeningStopsTheCreditIsKeptTo() {
    var server = counting(ListenOptions.DEFAULT.withControlledAccept());
    var peers = new ArrayList<Peer>();
    doOnTurn(
        server.reactor,
        () -> {
          for (int i = 0; i < 3; i++) {
            peers.add(elsewhere(server::connect));
          }
          server.port.accept(2);
          var _ = server.port.stopListening();
        });
    assertTrue(peers.get(2).awaitEnd() != Peer.End.OPEN);
    settle(server.reactor);
    assertEquals(2, accepted.get());
  }

  @Test
  void connectionsNotYetAcceptedAreDroppedWithTheirPort() {
    var server = counting(ListenOptions.DEFAULT);
    doOnTurn(server.reactor, server.port::pauseAccepting);
    var peer = server.connect();
    await(onTurn(server.reactor, server.port::stopListening));
    assertTrue(peer.awaitEnd() != Peer.End.OPEN);
    assertEquals(0, accepted.get());
  }
}
