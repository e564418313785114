package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.net.BindFailure;
import dev.triga.net.CloseReason;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.ProtocolFactory;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorStoppedException;
import dev.triga.testing.Peer;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Ports.
abstract class ListenContract extends Contract {
  ListenContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  @Test
  void thePortIsBoundWhenListenReturns() {
    var reactor = open();
    var port = reactor.listen(subject().endpoint(), Recorder::new);
    assertTrue(port.isListening());
    assertNotEquals(0, ((InetSocketAddress) port.localAddress()).getPort());
    var peer = subject().connect(port.localAddress());
    peer.close();
  }

  @Test
  void theEndpointHasTheRealPortAndParsesBack() {
    var port = open().listen(subject().endpoint(), Recorder::new);
    var endpoint = port.endpoint();
    assertEquals(endpoint, Endpoint.parse(endpoint.toString()));
    assertTrue(
        endpoint.toString().endsWith(":" + ((InetSocketAddress) port.localAddress()).getPort()),
        endpoint.toString());
  }

  @Test
  void aPortInUseIsRefusedWithItsName() {
    var reactor = open();
    var port = reactor.listen(subject().endpoint(), Recorder::new);
    var failure =
        assertThrows(BindFailure.class, () -> reactor.listen(port.endpoint(), Recorder::new));
    assertEquals(CloseReason.Kind.BIND, failure.reason().kind());
    assertTrue(
        failure
            .getMessage()
            .contains(String.valueOf(((InetSocketAddress) port.localAddress()).getPort())),
        failure.getMessage());
  }

  @Test
  void stopListeningFreesThePortAtOnce() {
    var server = serve();
    var again =
        onTurn(
            server.reactor,
            () -> {
              var ignored = server.port.stopListening();
              return server.reactor.listen(server.port.endpoint(), Recorder::new);
            });
    assertTrue(again.isListening());
    assertFalse(server.port.isListening());
  }

  @Test
  void stopListeningIsConfirmedInALaterTurn() {
    var server = serve();
    var heard = new AtomicBoolean();
    var inside =
        onTurn(
            server.reactor,
            () -> {
              var stopping = server.port.stopListening();
              stopping.thenRun(() -> heard.set(true));
              return heard.get();
            });
    assertFalse(inside);
    eventually("the result comes", heard::get);
  }

  @Test
  void stopListeningMayBeRepeated() {
    var server = serve();
    await(onTurn(server.reactor, server.port::stopListening));
    await(onTurn(server.reactor, server.port::stopListening));
    assertFalse(server.port.isListening());
  }

  @Test
  void connectionsOutliveTheirPort() {
    var server = serve();
    var peer = server.connect();
    var protocol = server.next();
    await(onTurn(server.reactor, server.port::stopListening));
    peer.write("still here");
    assertSoon("still here", protocol::text);
  }

  @Test
  void aStoppedPortRefusesConnections() {
    var server = serve();
    await(onTurn(server.reactor, server.port::stopListening));
    assertThrows(java.io.UncheckedIOException.class, server::connect);
  }

  @Test
  void aStoppedPortListensAgainOnTheSameAddress() {
    var server = serve();
    var address = server.port.localAddress();
    await(onTurn(server.reactor, server.port::stopListening));
    doOnTurn(server.reactor, server.port::startListening);
    assertTrue(server.port.isListening());
    assertEquals(address, server.port.localAddress());
    server.connect().write("again");
    assertSoon("again", server.next()::text);
  }

  @Test
  void startListeningMayBeRepeated() {
    var server = serve();
    doOnTurn(server.reactor, server.port::startListening);
    assertTrue(server.port.isListening());
    server.connect().write("once");
    assertSoon("once", server.next()::text);
  }

  @Test
  void startListeningOnAPortTakenMeanwhileFails() {
    var server = serve();
    await(onTurn(server.reactor, server.port::stopListening));
    var thief =
        onTurn(server.reactor, () -> server.reactor.listen(server.port.endpoint(), Recorder::new));
    assertTrue(thief.isListening());
    assertThrows(BindFailure.class, () -> doOnTurn(server.reactor, server.port::startListening));
  }

  @Test
  void aFactoryThatDeclinesClosesTheConnectionAndThePortGoesOn() {
    var reactor = started();
    var calls = new AtomicInteger();
    var port =
        onTurn(
            reactor,
            () ->
                reactor.listen(
                    subject().endpoint(),
                    (ProtocolFactory<Recorder>)
                        transport ->
                            calls.incrementAndGet() == 1 ? null : new Recorder(transport)));
    assertEquals(Peer.End.ORDERLY, subject().connect(port.localAddress()).awaitEnd());
    var second = subject().connect(port.localAddress());
    assertSoon(2, calls::get);
    assertSoon(1, () -> onTurn(reactor, port::connections));
    second.close();
    assertSoon(0, () -> onTurn(reactor, port::connections));
  }

  @Test
  void aFactoryThatThrowsIsReportedAndThePortGoesOn() {
    var reactor = started();
    var calls = new AtomicInteger();
    var port =
        onTurn(
            reactor,
            () ->
                reactor.listen(
                    subject().endpoint(),
                    transport -> {
                      if (calls.incrementAndGet() == 1) {
                        throw new IllegalStateException("factory broke");
                      }
                      return new Recorder(transport);
                    }));
    assertNotEquals(Peer.End.OPEN, subject().connect(port.localAddress()).awaitEnd());
    var second = subject().connect(port.localAddress());
    assertSoon(2, calls::get);
    second.close();
    assertSoon(1, () -> failures().list().size());
    var ignored = failures().take();
  }

  @Test
  void theConnectionsOfAPortAreCounted() {
    var server = serve();
    var one = server.connect();
    var other = server.connect();
    assertSoon(2, () -> onTurn(server.reactor, server.port::connections));
    one.close();
    assertSoon(1, () -> onTurn(server.reactor, server.port::connections));
    other.abort();
    assertSoon(0, () -> onTurn(server.reactor, server.port::connections));
  }

  @Test
  void bothSidesAgreeOnTheAddresses() {
    var pair = pair();
    assertEquals(pair.peer().localAddress(), pair.protocol().transport.remoteAddress());
    assertEquals(pair.peer().remoteAddress(), pair.protocol().transport.localAddress());
  }

  @Test
  void aTransportKnowsItsReactor() {
    var pair = pair();
    assertEquals(pair.reactor(), pair.protocol().transport.reactor());
  }

  @Test
  void theEndOfTheReactorFreesItsPorts() {
    var reactor = started();
    var port = onTurn(reactor, () -> reactor.listen(subject().endpoint(), Recorder::new));
    reactor.close();
    assertFalse(port.isListening());
    var next = open().listen(port.endpoint(), Recorder::new);
    assertTrue(next.isListening());
  }

  @Test
  void listeningAfterStopIsRefused() {
    Reactor reactor = open();
    reactor.close();
    assertThrows(
        ReactorStoppedException.class, () -> reactor.listen(subject().endpoint(), Recorder::new));
  }

  @Test
  void optionsAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> ListenOptions.DEFAULT.withBacklog(0));
    assertThrows(IllegalArgumentException.class, () -> ListenOptions.DEFAULT.withHardCapBytes(0));
  }
}
