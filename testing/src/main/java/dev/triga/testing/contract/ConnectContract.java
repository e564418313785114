package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.net.CloseReason;
import dev.triga.net.ConnectFailure;
import dev.triga.net.ConnectOptions;
import dev.triga.net.Endpoint;
import dev.triga.net.ProtocolFactory;
import dev.triga.testing.Peer;
import dev.triga.testing.contract.ReactorUnderTest.Capability;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Connecting, and the ways in which it fails.
abstract class ConnectContract extends Contract {
  ConnectContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  @Test
  void theResultIsTheProtocolAfterItsConnectionMade() {
    var foreign = subject().listen(8);
    var reactor = started();
    var seen =
        await(
            reactor
                .connect(Endpoint.of(foreign.address()), Recorder::new)
                .thenApply(protocol -> List.copyOf(protocol.events)));
    assertEquals(List.of("made"), seen);
  }

  @Test
  void bytesGoBothWays() {
    var foreign = subject().listen(8);
    var reactor = started();
    var client = await(reactor.connect(Endpoint.of(foreign.address()), Recorder::new));
    var peer = foreign.accept();
    client.transport.write(bytes("there"));
    assertEquals("there", peer.readText(5));
    peer.write("back");
    assertSoon("back", client::text);
  }

  @Test
  void anyThreadConnects() {
    var server = serve();
    var client = await(server.reactor.connect(server.port.endpoint(), Recorder::new));
    client.transport.write(bytes("from another thread"));
    assertSoon("from another thread", server.next()::text);
  }

  @Test
  void aReactorConnectsToAnother() {
    var server = serve();
    var other = started();
    var client = await(other.connect(server.port.endpoint(), Recorder::new));
    client.transport.write(bytes("hello"));
    assertSoon("hello", server.next()::text);
    assertEquals(other, client.transport.reactor());
  }

  @Test
  void aConnectionThatIsOpenedDuringTheShutdownDoesNotHoldItUp() throws Exception {
    var foreign = subject().listen(8);
    var reactor = started();
    var elsewhere = Endpoint.of(foreign.address());
    var first = await(reactor.connect(elsewhere, Recorder::new));
    var peer = foreign.accept();
    reactor.stop();
    assertEquals(Peer.End.ORDERLY, peer.awaitEnd());
    var late = await(reactor.connect(elsewhere, Recorder::new));
    peer.close();
    assertTrue(reactor.awaitStopped(PATIENCE));
    assertTrue(first.isLost());
    assertEquals(1, late.count("lost"));
  }

  @Test
  void nobodyThereIsRefusedAndNamed() {
    var foreign = subject().listen(1);
    var nobody = Endpoint.of(foreign.address());
    foreign.close();
    var failure = failureOf(started().connect(nobody, Recorder::new));
    var connecting = assertInstanceOf(ConnectFailure.class, failure);
    assertEquals(CloseReason.Kind.REFUSED, connecting.reason().kind());
    assertTrue(connecting.getMessage().contains(nobody.toString()), connecting.getMessage());
  }

  @Test
  void aFailedAttemptCallsNoFactory() {
    var foreign = subject().listen(1);
    foreign.close();
    var called = new AtomicBoolean();
    var failure =
        failureOf(
            started()
                .connect(
                    Endpoint.of(foreign.address()),
                    transport -> {
                      called.set(true);
                      return new Recorder(transport);
                    }));
    assertInstanceOf(ConnectFailure.class, failure);
    assertFalse(called.get());
  }

  @Test
  void aSilentHostTimesOut() {
    needs(Capability.SILENT_HOST);
    var reactor = started();
    var attempt =
        reactor.connect(
            subject().silentEndpoint(),
            ConnectOptions.DEFAULT.withTimeout(Duration.ofSeconds(5)),
            Recorder::new);
    settle(reactor);
    pass(Duration.ofSeconds(4));
    settle(reactor);
    assertFalse(attempt.isDone());
    pass(Duration.ofSeconds(1));
    var failure = assertInstanceOf(ConnectFailure.class, failureOf(attempt));
    assertEquals(CloseReason.Kind.TIMED_OUT, failure.reason().kind());
  }

  @Test
  void anUnreachableHostIsCalledSo() {
    needs(Capability.UNREACHABLE_HOST);
    var failure =
        assertInstanceOf(
            ConnectFailure.class,
            failureOf(started().connect(subject().unreachableEndpoint(), Recorder::new)));
    assertEquals(CloseReason.Kind.UNREACHABLE, failure.reason().kind());
  }

  @Test
  void aNameThatNobodyHasIsADnsFailure() {
    needs(Capability.HOST_NAMES);
    // A label of more than 63 letters is refused by the resolver itself, without asking anybody.
    var name = "x".repeat(70) + ".invalid";
    var failure =
        assertInstanceOf(
            ConnectFailure.class,
            failureOf(started().connect(Endpoint.tcp(name, 7000), Recorder::new)));
    assertEquals(CloseReason.Kind.DNS, failure.reason().kind());
  }

  @Test
  void aHostNameIsLookedUp() {
    needs(Capability.HOST_NAMES);
    var server = serve();
    int port = ((InetSocketAddress) server.port.localAddress()).getPort();
    var client = await(server.reactor.connect(Endpoint.tcp("localhost", port), Recorder::new));
    assertTrue(client.transport.isOpen());
  }

  @Test
  void theLocalAddressIsTheOneAskedFor() {
    var foreign = subject().listen(8);
    var free = subject().listen(1);
    var local = (InetSocketAddress) free.address();
    free.close();
    var client =
        await(
            started()
                .connect(
                    Endpoint.of(foreign.address()),
                    ConnectOptions.DEFAULT.withLocal(local),
                    Recorder::new));
    assertEquals(local, client.transport.localAddress());
    assertEquals(local, foreign.accept().remoteAddress());
  }

  @Test
  void aLocalAddressInUseIsABindFailure() {
    var foreign = subject().listen(8);
    var taken = subject().listen(1);
    var failure =
        assertInstanceOf(
            ConnectFailure.class,
            failureOf(
                started()
                    .connect(
                        Endpoint.of(foreign.address()),
                        ConnectOptions.DEFAULT.withLocal(taken.address()),
                        Recorder::new)));
    assertEquals(CloseReason.Kind.BIND, failure.reason().kind());
  }

  @Test
  void cancellingGivesTheAttemptUp() {
    needs(Capability.SILENT_HOST);
    var reactor = started();
    var attempt = reactor.connect(subject().silentEndpoint(), Recorder::new);
    settle(reactor);
    assertTrue(attempt.cancel());
    assertInstanceOf(CancellationException.class, failureOf(attempt));
    settle(reactor);
    assertEquals(List.of(), onTurn(reactor, reactor::scheduledCalls));
  }

  @Test
  void cancellingAtOnceNeverCallsTheFactory() {
    var foreign = subject().listen(8);
    var reactor = open();
    var called = new AtomicBoolean();
    var attempt =
        reactor.connect(
            Endpoint.of(foreign.address()),
            transport -> {
              called.set(true);
              return new Recorder(transport);
            });
    assertTrue(attempt.cancel());
    reactor.start();
    settle(reactor);
    assertFalse(called.get());
  }

  @Test
  void aSuccessfulAttemptLeavesNoTimer() {
    var foreign = subject().listen(8);
    var reactor = started();
    await(reactor.connect(Endpoint.of(foreign.address()), Recorder::new));
    settle(reactor);
    assertEquals(List.of(), onTurn(reactor, reactor::scheduledCalls));
  }

  @Test
  void aFactoryThatDeclinesFailsTheAttempt() {
    var foreign = subject().listen(8);
    ProtocolFactory<Recorder> declining = transport -> null;
    var attempt = started().connect(Endpoint.of(foreign.address()), declining);
    assertInstanceOf(ConnectFailure.class, failureOf(attempt));
    assertTrue(foreign.accept().awaitEnd() != dev.triga.testing.Peer.End.OPEN);
  }

  @Test
  void aFactoryThatThrowsFailsTheAttempt() {
    var foreign = subject().listen(8);
    var attempt =
        started()
            .connect(
                Endpoint.of(foreign.address()),
                (ProtocolFactory<Recorder>)
                    transport -> {
                      throw new IllegalStateException("factory broke");
                    });
    assertInstanceOf(Throwable.class, failureOf(attempt));
    assertSoon(1, () -> failures().list().size());
    var ignored = failures().take();
  }

  @Test
  void theEndOfTheReactorFailsAttemptsInProgress() {
    needs(Capability.SILENT_HOST);
    var reactor = started();
    var attempt = reactor.connect(subject().silentEndpoint(), Recorder::new);
    settle(reactor);
    var listened = attempt.toCompletableFuture();
    reactor.close();
    assertInstanceOf(ConnectFailure.class, failureOf(listened));
  }

  @Test
  void optionsAreChecked() {
    assertThrows(
        IllegalArgumentException.class, () -> ConnectOptions.DEFAULT.withTimeout(Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> ConnectOptions.DEFAULT.withHardCapBytes(0));
  }

  @Test
  void aHundredConnectionsAtOnceAllStand() {
    var server = serve();
    var other = started();
    for (var attempt :
        java.util.stream.IntStream.range(0, 100)
            .mapToObj(i -> other.connect(server.port.endpoint(), Recorder::new))
            .toList()) {
      assertTrue(await(attempt).transport.isOpen());
    }
    assertSoon(100, () -> onTurn(server.reactor, server.port::connections));
  }

  @Test
  void loopbackIsWhereTheTestsStay() {
    var address = (InetSocketAddress) serve().port.localAddress();
    assertEquals(InetAddress.getLoopbackAddress(), address.getAddress());
  }
}
