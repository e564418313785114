package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.net.CloseReason;
import dev.triga.net.ConnectFailure;
import dev.triga.net.ConnectOptions;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.TlsFailure;
import dev.triga.net.TlsOptions;
import dev.triga.net.TlsSession;
import dev.triga.net.Transport;
import dev.triga.reactor.LogLevel;
import dev.triga.reactor.Reactor;
import dev.triga.testing.LogCapture;
import dev.triga.testing.Peer;
import dev.triga.testing.TestAuthority;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/// TLS with foreign peers who go slowly, badly or not at all, and TLS that begins in the middle.
abstract class TlsFaultsContract extends TlsFloor {
  TlsFaultsContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  private static SSLEngine engine(boolean isClient, String version) {
    try {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry("authority", AUTHORITY.certificate());
      var trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      var engine =
          isClient
              ? context.createSSLEngine("localhost", 1)
              : serverOptions().context().createSSLEngine();
      engine.setUseClientMode(isClient);
      engine.setEnabledProtocols(new String[] {version});
      return engine;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the JDK cannot make an engine", e);
    }
  }

  private TlsPeer foreignClient(Server<?> server, String version) throws SSLException {
    return new TlsPeer(server.connect(), engine(true, version)).handshake();
  }

  /// A foreign client that has shaken hands with a server of ours.
  private record Conversation(
      Server<Recorder> server, Peer peer, TlsPeer client, Recorder served) {}

  private Conversation conversation() throws SSLException {
    var server = serve(serverOptions());
    var peer = server.connect();
    var client = new TlsPeer(peer, engine(true, "TLSv1.3")).handshake();
    return new Conversation(server, peer, client, server.next());
  }

  // Cut everywhere.

  @Test
  void recordsMayBeCutAnywhere() throws SSLException {
    for (var version : new String[] {"TLSv1.3", "TLSv1.2"}) {
      var server = serve(serverOptions());
      var client = new TlsPeer(server.connect(), engine(true, version), 1).handshake();
      client.write("every byte alone");
      assertSoon("every byte alone", server.next()::text);
    }
  }

  @Test
  void aRecordMayBeCutAtEachOfItsBytes() throws SSLException {
    var talk = conversation();
    var record = talk.client().record("x");
    talk.peer().write(record);
    for (int cut = 1; cut < record.length; cut++) {
      var next = talk.client().record("x");
      talk.peer().write(Arrays.copyOf(next, cut));
      settle(talk.server().reactor);
      talk.peer().write(Arrays.copyOfRange(next, cut, next.length));
    }
    assertSoon("x".repeat(record.length), talk.served()::text);
  }

  @Test
  void severalRecordsInOnePieceAreDeliveredTogether() throws SSLException {
    var talk = conversation();
    var all = new ByteArrayOutputStream();
    for (var word : new String[] {"one ", "two ", "three"}) {
      all.writeBytes(talk.client().record(word));
    }
    talk.peer().write(all.toByteArray());
    assertSoon("one two three", talk.served()::text);
  }

  // Old versions and renegotiation.

  @Test
  void version12IsSpokenWithThoseWhoKnowNoOther() throws SSLException {
    var server = serve(serverOptions());
    var client = foreignClient(server, "TLSv1.2");
    var served = server.next();
    client.write("ping");
    assertSoon("ping", served::text);
    served.transport.write(bytes("pong"));
    assertEquals("pong", client.readText(4));
    TlsSession agreed = agreed(served.transport);
    assertEquals("TLSv1.2", agreed.protocol());
    assertTrue(
        agreed.cipherSuite().matches("TLS_ECDHE_.*_(GCM|CHACHA20_POLY1305)_.*"),
        agreed.cipherSuite());
  }

  @Test
  void cipherSuitesWithoutAuthenticationOrForwardSecrecyAreRefused() throws SSLException {
    var server = serve(serverOptions());
    for (var suite :
        new String[] {
          "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384"
        }) {
      var engine = engine(true, "TLSv1.2");
      engine.setEnabledCipherSuites(new String[] {suite});
      var client = new TlsPeer(server.connect(), engine);
      assertThrows(SSLException.class, client::handshake, suite);
    }
    assertServerLives(server);
  }

  @Test
  void anAnswerToWhatCameWithTheEndIsSentInVersion12Too() throws SSLException {
    var server =
        serve(
            started(),
            ListenOptions.DEFAULT.withTls(serverOptions()),
            transport -> new Answering(transport));
    var client = foreignClient(server, "TLSv1.2");
    server.next();
    client.write("question");
    client.closeNotify();
    assertEquals("answer", client.readText(6));
  }

  @Test
  void renegotiationIsRefused() throws SSLException {
    var server = serve(serverOptions());
    var client = foreignClient(server, "TLSv1.2");
    var served = server.next();
    client.askForRenegotiation();
    eventually("the server has ended it", served::isLost);
    assertEquals(CloseReason.Kind.TLS, served.reason().kind());
    assertTrue(served.reason().detail().contains("renegotiate"), served.reason()::toString);
  }

  @Test
  void whatIsWrittenBehindTheEndInVersion12IsSaidToBeUnsent() throws SSLException {
    var server =
        serve(started(), ListenOptions.DEFAULT.withTls(serverOptions()), AnswerAtTheEnd::new);
    var client = foreignClient(server, "TLSv1.2");
    var served = server.next();
    client.closeNotify();
    eventually("it has ended", served::isLost);
    assertEquals(CloseReason.Kind.TLS, served.reason().kind());
    assertTrue(served.reason().detail().contains("both sides"), served.reason()::toString);
  }

  // What the log says.

  private void assertSaid(Server<?> server, Runnable attempt, String words) {
    try (var logged = LogCapture.of(server.reactor.log())) {
      attempt.run();
      eventually("it is in the log", () -> !logged.messages(LogLevel.INFO).isEmpty());
      String said = logged.messages(LogLevel.INFO).getFirst();
      assertTrue(said.contains(words), said);
    }
  }

  @Test
  void anAlertOfThePeerIsSaidToBeItsOwn() {
    var server = serve(serverOptions());
    var stranger = TlsOptions.client(List.of(TestAuthority.create().certificate()));
    assertSaid(
        server,
        () -> refusal(server, stranger),
        "the peer has ended TLS with the alert certificate_unknown");
  }

  @Test
  void ofAPeerWithOldVersionsTheLogSaysWhichAreAllowed() {
    var server = serve(serverOptions());
    var hello = new byte[50];
    // A record of 45 bytes with a client hello of 41: TLS 1.1, one cipher suite, no compression.
    ByteBuffer.wrap(hello).put(new byte[] {22, 3, 1, 0, 45, 1, 0, 0, 41, 3, 2});
    ByteBuffer.wrap(hello).position(44).put(new byte[] {0, 2, (byte) 0xc0, 9, 1, 0});
    assertSaid(
        server,
        () -> server.connect().write(hello),
        "speaks none of the versions that are allowed here (TLSv1.3, TLSv1.2)");
  }

  // Bad peers.

  private void assertServerLives(Server<Recorder> server) {
    eventually("the bad one is gone", () -> server.port.connections() == 0);
    assertServesAnother(server);
  }

  private void assertServesAnother(Server<Recorder> server) {
    var client =
        await(
            server.reactor.connect(
                server.port.endpoint(),
                ConnectOptions.DEFAULT.withTls(clientOptions()),
                Recorder::new));
    client.transport.write(bytes("good"));
    assertSoon("good", server.next()::text);
  }

  @Test
  void garbageEndsTheConnectionAndNothingElse() {
    var server = serve(serverOptions());
    server.connect().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertServerLives(server);
  }

  @Test
  void aRecordThatIsTooLongEndsTheConnection() {
    var server = serve(serverOptions());
    server.connect().write(new byte[] {22, 3, 1, (byte) 0xff, (byte) 0xff, 1, 2, 3});
    assertServerLives(server);
  }

  @Test
  void aBrokenRecordEndsTheConnection() throws SSLException {
    var talk = conversation();
    talk.client().write("good");
    assertSoon("good", talk.served()::text);
    var record = talk.client().record("bad");
    record[record.length - 1] ^= 1;
    talk.peer().write(record);
    eventually("it has ended", talk.served()::isLost);
    assertEquals(CloseReason.Kind.TLS, talk.served().reason().kind());
    assertEquals("good", talk.served().text());
    assertServerLives(talk.server());
  }

  @Test
  void aPeerThatLeavesInTheMiddleOfTheHandshakeEndsIt() {
    var server = serve(serverOptions());
    var peer = server.connect();
    peer.write(new byte[] {22, 3, 1, 0, 100, 1, 0, 0, 96});
    peer.shutdownOutput();
    assertServerLives(server);
  }

  @Test
  void aPeerThatSaysNothingIsGivenUp() {
    var server = serve(serverOptions().withHandshakeTimeout(Duration.ofMillis(100)));
    var peer = server.connect();
    eventually("it was accepted", () -> server.port.connections() == 1);
    // It counts before its time begins.
    settle(server.reactor);
    pass(Duration.ofSeconds(1));
    eventually("it was given up", () -> server.port.connections() == 0);
    pass(Duration.ofSeconds(2));
    assertTrue(peer.awaitEnd() != Peer.End.OPEN);
  }

  @Test
  void aServerThatSaysNothingTimesOut() {
    var reactor = started();
    var port = subject().listen(10);
    var address = (InetSocketAddress) port.address();
    var attempt =
        reactor.connect(
            new Endpoint.Tls("127.0.0.1", address.getPort()),
            ConnectOptions.DEFAULT.withTls(
                clientOptions().withHandshakeTimeout(Duration.ofMillis(100))),
            Recorder::new);
    eventually("it is connected", () -> attempt.isDone() || hasConnection(reactor));
    pass(Duration.ofSeconds(1));
    var failure = (ConnectFailure) failureOf(attempt);
    assertEquals(CloseReason.Kind.TIMED_OUT, failure.reason().kind());
  }

  private boolean hasConnection(Reactor reactor) {
    return onTurn(reactor, () -> reactor.dump().contains("Transport["));
  }

  @Test
  void connectionsBeyondTheLimitOfHandshakesAreClosedAtOnce() {
    var server = serve(serverOptions().withHandshakesMax(2));
    var first = server.connect();
    server.connect();
    eventually("both are accepted", () -> server.port.connections() == 2);
    assertTrue(server.connect().awaitEnd() != Peer.End.OPEN);
    first.close();
    eventually("there is room again", () -> server.port.connections() == 1);
    assertServesAnother(server);
  }

  /// Fills what is left of four places for handshakes, and is closed itself.
  private List<Peer> fill(Server<Recorder> server) {
    var peers = new ArrayList<Peer>();
    while (server.port.connections() < 4) {
      int before = server.port.connections();
      peers.add(server.connect());
      eventually("it was accepted", () -> server.port.connections() == before + 1);
    }
    assertTrue(server.connect().awaitEnd() != Peer.End.OPEN);
    return peers;
  }

  private void close(Server<Recorder> server, List<Peer> peers) {
    int rest = server.port.connections() - peers.size();
    peers.forEach(Peer::close);
    eventually("they are gone", () -> server.port.connections() == rest);
  }

  @Test
  void aFloodIsToldOnceUntilItIsOver() {
    var server = serve(serverOptions().withHandshakesMax(4));
    try (var logged = LogCapture.of(server.reactor.log())) {
      var peers = fill(server);
      for (int i = 0; i < 3; i++) {
        close(server, List.of(peers.removeFirst()));
        peers.addAll(fill(server));
      }
      settle(server.reactor);
      var told =
          List.of(
              "connections are closed at once while 4 TLS handshakes are under way"
                  + " (TlsOptions.handshakesMax)");
      assertEquals(told, logged.messages(LogLevel.WARNING));
      logged.clear();
      close(server, peers);
      fill(server);
      settle(server.reactor);
      assertEquals(told, logged.messages(LogLevel.WARNING));
    }
  }

  // Ends.

  @Test
  void aConnectionThatIsCutIsNotDone() throws SSLException {
    var talk = conversation();
    talk.client().write("half of it");
    assertSoon("half of it", talk.served()::text);
    talk.peer().shutdownOutput();
    eventually("it has ended", talk.served()::isLost);
    assertEquals(CloseReason.Kind.TLS, talk.served().reason().kind());
    assertEquals(0, talk.served().count("readClosed"));
  }

  @Test
  void theEndIsSaidInTls() throws SSLException {
    var talk = conversation();
    talk.served().transport.write(bytes("bye"));
    talk.served().transport.close();
    assertEquals("bye", talk.client().readText(3));
    talk.client().awaitCloseNotify();
    talk.client().closeNotify();
    eventually("it has ended", talk.served()::isLost);
    assertTrue(talk.served().reason().isDone(), talk.served().reason()::toString);
  }

  @Test
  void whoEndsItselfNeedNoAnswerToItsEnd() throws SSLException {
    var talk = conversation();
    talk.served().transport.close();
    talk.client().awaitCloseNotify();
    talk.peer().shutdownOutput();
    eventually("it has ended", talk.served()::isLost);
    assertTrue(talk.served().reason().isDone(), talk.served().reason()::toString);
  }

  // TLS in the middle.

  @Test
  void tlsMayBeginInTheMiddle() {
    var server = serve(transport -> new Upgrading(transport));
    var client =
        await(
            server.reactor.connect(server.port.endpoint(), ConnectOptions.DEFAULT, Recorder::new));
    client.transport.write(bytes("STARTTLS"));
    assertSoon("go ahead", client::text);
    var session =
        await(
            onTurn(
                server.reactor,
                () -> {
                  var started =
                      client.transport.startTls(clientOptions().withServerName("localhost"));
                  client.transport.write(bytes("secret"));
                  return started;
                }));
    assertEquals("TLSv1.3", session.protocol());
    assertSoon("go aheadSECRET", client::text);
    assertEquals(session, client.transport.tls());
  }

  @Test
  void whatWasWrittenBeforeGoesOutInClear() throws SSLException {
    var server = serve();
    var peer = server.connect();
    var served = server.next();
    var data = pattern(300_000);
    doOnTurn(
        server.reactor,
        () -> {
          served.transport.write(ByteBuffer.wrap(data));
          served.transport.startTls(serverOptions());
          served.transport.write(bytes("secret"));
        });
    assertArrayEquals(data, peer.read(data.length, PATIENCE));
    var client = new TlsPeer(peer, engine(true, "TLSv1.3")).handshake();
    assertEquals("secret", client.readText(6));
  }

  @Test
  void aHandshakeInTheMiddleThatFailsEndsTheConnection() {
    var server = serve();
    var peer = server.connect();
    var served = server.next();
    var started = onTurn(server.reactor, () -> served.transport.startTls(serverOptions()));
    peer.write("EHLO?");
    var failure = assertInstanceOf(TlsFailure.class, failureOf(started));
    assertEquals(CloseReason.Kind.TLS, failure.reason().kind());
    assertEquals(failure.reason(), served.reason());
    assertTrue(failure.getMessage().contains("not TLS"), failure.getMessage());
  }

  @Test
  void tlsBeginsOnlyOnce() {
    var server = serve();
    server.connect();
    var served = server.next();
    doOnTurn(
        server.reactor,
        () -> {
          var ignored = served.transport.startTls(serverOptions());
          assertThrows(
              IllegalStateException.class, () -> served.transport.startTls(serverOptions()));
          served.transport.abort();
          ignored.exceptionally(failure -> null);
        });
  }

  @Test
  void aClientThatVerifiesNeedsAName() {
    var server = serve();
    server.connect();
    var served = server.next();
    var wrong =
        assertThrows(
            IllegalArgumentException.class,
            () -> onTurn(server.reactor, () -> served.transport.startTls(clientOptions())));
    assertTrue(wrong.getMessage().contains("withServerName"), wrong.getMessage());
  }

  /// Answers what it reads.
  private static final class Answering extends Recorder {
    Answering(Transport transport) {
      super(transport);
    }

    @Override
    public void dataReceived(ByteBuffer data) {
      transport.write(bytes("answer"));
    }
  }

  /// Answers once the peer has ended.
  private static final class AnswerAtTheEnd extends Recorder {
    AnswerAtTheEnd(Transport transport) {
      super(transport);
    }

    @Override
    public void readClosed(Transport same) {
      same.write(bytes("too late"));
      same.close();
    }
  }

  /// Goes over to TLS when asked, and then shouts back.
  private static final class Upgrading extends Recorder {
    Upgrading(Transport transport) {
      super(transport);
    }

    @Override
    public void dataReceived(ByteBuffer data) {
      var text = StandardCharsets.UTF_8.decode(data).toString();
      if (transport.tls() != null) {
        transport.write(bytes(text.toUpperCase(Locale.ROOT)));
      } else {
        transport.write(bytes("go ahead"));
        var ignored = transport.startTls(serverOptions());
      }
    }
  }
}
