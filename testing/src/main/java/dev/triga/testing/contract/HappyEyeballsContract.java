package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.triga.async.Deferred;
import dev.triga.net.BindFailure;
import dev.triga.net.CloseReason;
import dev.triga.net.ConnectFailure;
import dev.triga.net.ConnectOptions;
import dev.triga.net.Endpoint;
import dev.triga.net.ListeningPort;
import dev.triga.reactor.Reactor;
import dev.triga.testing.contract.ReactorUnderTest.Capability;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// A name with several addresses: whichever answers first is connected to (RFC 8305).
abstract class HappyEyeballsContract extends Contract {
  private static final InetAddress V4 = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress V6 = InetAddress.ofLiteral("::1");

  /// So long that only a failure can be what makes the next attempt begin.
  private static final ConnectOptions ONE_BY_ONE =
      ConnectOptions.DEFAULT.withTimeout(Duration.ofHours(2)).withAttemptDelay(Duration.ofHours(1));

  HappyEyeballsContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  private Reactor whereNamesMean(InetAddress... addresses) {
    return started(
        settings -> settings.resolver((host, asker) -> Deferred.succeeded(List.of(addresses))));
  }

  private static Endpoint named(ListeningPort port) {
    return Endpoint.tcp("server", ((InetSocketAddress) port.localAddress()).getPort());
  }

  private static CloseReason reasonOf(Throwable failure) {
    return assertInstanceOf(ConnectFailure.class, failure).reason();
  }

  private InetAddress silent() {
    needs(Capability.SILENT_HOST);
    return InetAddress.ofLiteral(((Endpoint.Tcp) subject().silentEndpoint()).host());
  }

  private void assertOneIsServed(Server<Recorder> server, Recorder client) {
    client.transport.write(bytes("hello"));
    assertSoon("hello", server.next()::text);
    assertEquals(1, onTurn(server.reactor, server.port::connections));
  }

  @Test
  void anAddressThatRefusesIsFollowedByTheNextAtOnce() {
    var server = serve();
    var reactor = whereNamesMean(V6, V4);
    var client = await(reactor.connect(named(server.port), ONE_BY_ONE, Recorder::new));
    assertOneIsServed(server, client);
    assertEquals(List.of(), onTurn(reactor, reactor::scheduledCalls));
  }

  @Test
  void eitherFamilyIsReached() {
    var reactor = whereNamesMean(V4, V6);
    ListeningPort port;
    try {
      port = onTurn(reactor, () -> reactor.listen(Endpoint.parse("tcp:[::1]:0"), Recorder::new));
    } catch (BindFailure e) {
      assumeTrue(false, "this machine has no IPv6 on loopback: " + e.getMessage());
      return;
    }
    var client = await(reactor.connect(named(port), ONE_BY_ONE, Recorder::new));
    assertEquals(port.localAddress(), client.transport.remoteAddress());
  }

  @Test
  void whenNobodyAnswersEachAddressIsNamed() {
    var foreign = subject().listen(1);
    int port = ((InetSocketAddress) foreign.address()).getPort();
    foreign.close();
    var attempt = whereNamesMean(V6, V4).connect(Endpoint.tcp("server", port), Recorder::new);
    var reason = reasonOf(failureOf(attempt));
    assertEquals(CloseReason.Kind.REFUSED, reason.kind());
    assertTrue(reason.detail().contains("127.0.0.1"), reason.detail());
    assertTrue(reason.detail().contains("none of 2"), reason.detail());
  }

  @Test
  void aLocalAddressExcludesTheOtherFamily() {
    var server = serve();
    var options = ONE_BY_ONE.withLocal(new InetSocketAddress(V4, 0));
    var client = await(whereNamesMean(V6, V4).connect(named(server.port), options, Recorder::new));
    assertOneIsServed(server, client);
    var failure = failureOf(whereNamesMean(V6).connect(named(server.port), options, Recorder::new));
    assertEquals(CloseReason.Kind.BIND, reasonOf(failure).kind());
  }

  @Test
  void aSilentAddressIsJoinedByTheNextAfterTheDelay() {
    var silent = silent();
    var server = serve();
    var reactor = whereNamesMean(silent, V4);
    var attempt = reactor.connect(named(server.port), Recorder::new);
    settle(reactor);
    pass(ConnectOptions.DEFAULT_ATTEMPT_DELAY.minusNanos(1));
    settle(reactor);
    assertFalse(attempt.isDone());
    pass(Duration.ofNanos(1));
    assertOneIsServed(server, await(attempt));
    assertEquals(List.of(), onTurn(reactor, reactor::scheduledCalls));
  }

  @Test
  void theTotalTimeCoversAllAddresses() {
    var silent = silent();
    var reactor = whereNamesMean(silent, silent, silent);
    var options = ConnectOptions.DEFAULT.withTimeout(Duration.ofSeconds(5));
    var attempt = reactor.connect(Endpoint.tcp("server", 7000), options, Recorder::new);
    settle(reactor);
    for (int i = 0; i < 5; i++) {
      assertFalse(attempt.isDone());
      pass(Duration.ofSeconds(1));
      settle(reactor);
    }
    assertEquals(CloseReason.Kind.TIMED_OUT, reasonOf(failureOf(attempt)).kind());
    assertEquals(List.of(), onTurn(reactor, reactor::scheduledCalls));
  }

  @Test
  void cancellingGivesAllAttemptsUp() {
    var silent = silent();
    var reactor = whereNamesMean(silent, silent, V4);
    var attempt = reactor.connect(Endpoint.tcp("server", 7000), Recorder::new);
    settle(reactor);
    assertTrue(attempt.cancel());
    settle(reactor);
    assertEquals(List.of(), onTurn(reactor, reactor::scheduledCalls));
  }
}
