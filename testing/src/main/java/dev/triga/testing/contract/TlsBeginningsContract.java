package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.async.Deferred;
import dev.triga.net.CloseReason;
import dev.triga.net.ConnectOptions;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.TlsCredentials;
import dev.triga.net.TlsFailure;
import dev.triga.net.TlsOptions;
import dev.triga.net.TlsOptions.ClientCertificates;
import dev.triga.net.TlsSession;
import dev.triga.net.Transport;
import dev.triga.testing.Peer;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/// What becomes of a handshake that is refused, breaks down, or is overtaken by our own end: it is
/// never taken for one that was done.
abstract class TlsBeginningsContract extends TlsFloor {
  TlsBeginningsContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  private static TlsOptions clientOf(GatedTrust trust) {
    return TlsOptions.client(trust.context()).withServerName("localhost");
  }

  /// A handshake of ours in the middle of a connection, and what has become of it.
  private record Beginning(Server<Recorder> server, Recorder client, Deferred<TlsSession> tls) {}

  /// Begins TLS on both ends of a connection.
  private Beginning begin(TlsOptions options) {
    var server = serve();
    var client =
        await(
            server.reactor.connect(server.port.endpoint(), ConnectOptions.DEFAULT, Recorder::new));
    var served = server.next();
    doOnTurn(
        server.reactor,
        () -> {
          var ignored = served.transport.startTls(serverOptions()).exceptionally(failure -> null);
        });
    return new Beginning(
        server, client, onTurn(server.reactor, () -> client.transport.startTls(options)));
  }

  // Refusals beside our own end.

  private void assertStaysRefused(Consumer<Transport> end) {
    var trust = GatedTrust.refusing();
    var beginning = begin(clientOf(trust));
    var transport = beginning.client().transport;
    trust.awaitAsked();
    doOnTurn(beginning.server().reactor, () -> end.accept(transport));
    trust.answer();
    var failure = assertInstanceOf(TlsFailure.class, failureOf(beginning.tls()));
    assertEquals(CloseReason.Kind.TLS, failure.reason().kind(), failure::toString);
    assertNull(transport.tls());
  }

  @Test
  void aPeerThatIsRefusedWhileWeCloseStaysRefused() {
    assertStaysRefused(Transport::close);
  }

  @Test
  void aPeerThatIsRefusedWhileWeEndOurSideStaysRefused() {
    assertStaysRefused(Transport::shutdownOutput);
  }

  @Test
  void aClientThatIsRefusedWhileTheReactorEndsReachesNoProtocol() {
    var trust = GatedTrust.refusing();
    var made = new AtomicInteger();
    var serving =
        TlsOptions.server(trust.contextOf(IDENTITY))
            .withClientCertificates(ClientCertificates.REQUIRED);
    var server =
        serve(
            started(),
            ListenOptions.DEFAULT.withTls(serving),
            transport -> {
              made.incrementAndGet();
              return new Recorder(transport);
            });
    var credentials = TlsCredentials.of(AUTHORITY.identity("client"));
    var attempt =
        started()
            .connect(
                server.port.endpoint(),
                ConnectOptions.DEFAULT.withTls(
                    TlsOptions.client(List.of(AUTHORITY.certificate()), credentials)),
                Recorder::new);
    trust.awaitAsked();
    server.reactor.stop();
    settleStop(server);
    trust.answer();
    server.reactor.close();
    assertEquals(0, made.get());
    await(attempt.handle((protocol, failure) -> "over"));
  }

  /// Waits until the stop has reached the connections.
  private void settleStop(Server<?> server) {
    eventually("the port is closed", () -> !server.port.isListening());
    settle(server.reactor);
  }

  // Break-downs.

  private void assertBreaksDown(GatedTrust.Verdict verdict, String said) {
    var trust = new GatedTrust(verdict);
    trust.answer();
    var failure = assertInstanceOf(TlsFailure.class, failureOf(begin(clientOf(trust)).tls()));
    assertEquals(CloseReason.Kind.TLS, failure.reason().kind());
    assertTrue(failure.getMessage().contains(said), failure.getMessage());
    eventually(
        "it was reported",
        () ->
            failures().list().stream()
                .anyMatch(entry -> String.valueOf(entry.error()).contains(said)));
    failures().take();
  }

  @Test
  void anErrorInTheComputationEndsTheConnectionAndIsReported() {
    assertBreaksDown(
        shown -> {
          throw new AssertionError("a trust manager with a defect");
        },
        "a trust manager with a defect");
  }

  @Test
  void anEngineThatCannotBeMadeCostsOneConnection() {
    var context = new FailingContext(serverOptions().context());
    var server = serve(TlsOptions.server(context));
    context.fails(true);
    assertTrue(server.connect().awaitEnd() != Peer.End.OPEN);
    eventually("it was reported", () -> !failures().list().isEmpty());
    failures().take();
    context.fails(false);
    var client = connect(server, clientOptions());
    client.transport.write(bytes("good"));
    assertSoon("good", server.next()::text);
    eventually("only that one is left", () -> server.port.connections() == 1);
  }

  @Test
  void aContextThatMakesNoEnginesIsRefusedWithTheOptions() throws NoSuchAlgorithmException {
    var context = SSLContext.getInstance("TLS");
    for (var wrong :
        List.of(
            assertThrows(IllegalArgumentException.class, () -> TlsOptions.server(context)),
            assertThrows(IllegalArgumentException.class, () -> TlsOptions.client(context)),
            assertThrows(IllegalArgumentException.class, () -> optionsOf(context)))) {
      assertTrue(wrong.getMessage().contains("call its method init"), wrong.getMessage());
    }
  }

  private static TlsOptions optionsOf(SSLContext context) {
    return new TlsOptions(
        TlsOptions.Role.SERVER,
        context,
        List.of(),
        ClientCertificates.NONE,
        null,
        true,
        TlsOptions.DEFAULT_HANDSHAKE_TIMEOUT,
        TlsOptions.DEFAULT_HANDSHAKES_MAX);
  }

  // Names.

  @Test
  void theDotAtTheEndOfANameIsNoPartOfIt() {
    var ends = ends(serverOptions(), clientOptions().withServerName("localhost."));
    assertEquals("localhost", agreed(ends.client().transport).serverName());
    assertEquals("localhost", agreed(ends.served().transport).serverName());
  }

  @Test
  void aNameThatCannotBeAskedForIsNotAskedFor() {
    var options = clientOptions().withServerName("my_host");
    var ends = ends(serverOptions(), options.withoutHostVerification());
    assertNull(agreed(ends.served().transport).serverName());
    assertTrue(refusal(ends.server(), options).getMessage().contains("my_host"));
  }

  // Our own end.

  private static Endpoint inClear(Endpoint endpoint) {
    return endpoint instanceof Endpoint.Tls(String host, int port)
        ? new Endpoint.Tcp(host, port)
        : endpoint;
  }

  @Test
  void ourSideMayEndBeforeTheHandshakeIsDone() {
    var trust = new GatedTrust(shown -> {});
    var beginning = begin(clientOf(trust));
    var client = beginning.client();
    doOnTurn(beginning.server().reactor, client.transport::shutdownOutput);
    trust.answer();
    assertEquals("TLSv1.3", await(beginning.tls()).protocol());
    eventually("both have ended", client::isLost);
    assertTrue(client.reason().isDone(), client.reason()::toString);
  }

  @Test
  void whatThePeerSaysIsHeardAfterOurSideEndedInTheHandshake() {
    var server = serve(started(), ListenOptions.DEFAULT.withTls(serverOptions()), Greeting::new);
    var plain = server.reactor;
    var connected =
        await(
            plain.connect(inClear(server.port.endpoint()), ConnectOptions.DEFAULT, Recorder::new));
    var tls =
        onTurn(
            plain,
            () -> {
              var started =
                  connected.transport.startTls(clientOptions().withServerName("localhost"));
              connected.transport.shutdownOutput();
              return started;
            });
    await(tls);
    assertSoon("hello", connected::text);
  }

  @Test
  void whoClosesInTheHandshakeIsDone() {
    var server = serve();
    var peer = server.connect();
    var served = server.next();
    var started = onTurn(server.reactor, () -> served.transport.startTls(serverOptions()));
    doOnTurn(server.reactor, served.transport::close);
    peer.shutdownOutput();
    eventually("it has ended", served::isLost);
    assertTrue(served.reason().isDone(), served.reason()::toString);
    assertFalse(assertInstanceOf(TlsFailure.class, failureOf(started)).getMessage().isEmpty());
  }

  /// Says hello.
  private static final class Greeting extends Recorder {
    Greeting(Transport transport) {
      super(transport);
    }

    @Override
    public void connectionMade() {
      transport.write(bytes("hello"));
    }

    @Override
    public void dataReceived(ByteBuffer data) {
      // Nobody says anything to it.
    }
  }
}
