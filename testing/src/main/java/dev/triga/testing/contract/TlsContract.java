package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.net.CloseReason;
import dev.triga.net.ConnectOptions;
import dev.triga.net.Endpoint;
import dev.triga.net.EndpointNotSupportedException;
import dev.triga.net.ListenOptions;
import dev.triga.net.TlsCredentials;
import dev.triga.net.TlsIdentity;
import dev.triga.net.TlsOptions;
import dev.triga.net.TlsOptions.ClientCertificates;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import dev.triga.testing.TestAuthority;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// TLS between two of ours: who is let in, what is agreed on, and that a transport keeps its
/// promises with TLS as without.
abstract class TlsContract extends TlsFloor {
  TlsContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  @Test
  void bytesGoBothWays() {
    var ends = ends();
    ends.client().transport.write(bytes("ping"));
    assertSoon("ping", ends.served()::text);
    ends.served().transport.write(bytes("pong"));
    assertSoon("pong", ends.client()::text);
  }

  @Test
  void theEndpointOfThePortSaysThatItIsTls() {
    var server = serve(serverOptions());
    assertInstanceOf(Endpoint.Tls.class, server.port.endpoint());
    assertEquals(server.port.endpoint(), Endpoint.parse(server.port.endpoint().toString()));
  }

  @Test
  void bothKnowWhatWasAgreedOn() {
    var ends = ends();
    var client = agreed(ends.client().transport);
    assertEquals("TLSv1.3", client.protocol());
    assertEquals(List.of(IDENTITY.certificate()), client.peerCertificates());
    var served = agreed(ends.served().transport);
    assertEquals(client.cipherSuite(), served.cipherSuite());
    assertEquals(List.of(), served.peerCertificates());
    assertNull(served.applicationProtocol());
  }

  @Test
  void aPortWithoutACertificateIsRefused() {
    var reactor = started();
    var wrong =
        assertThrows(
            EndpointNotSupportedException.class,
            () ->
                onTurn(
                    reactor,
                    () -> reactor.listen(Endpoint.parse("tls:127.0.0.1:0"), Recorder::new)));
    assertTrue(wrong.getMessage().contains("needs a certificate"), wrong.getMessage());
  }

  @Test
  void aMebibyteArrivesWholeAndComesBack() {
    var server =
        serve(started(), ListenOptions.DEFAULT.withTls(serverOptions()), EchoRecorder::new);
    var client = connect(server, clientOptions());
    var data = pattern(1 << 20);
    client.transport.write(ByteBuffer.wrap(data));
    eventually("everything is back", () -> client.size() == data.length);
    assertArrayEquals(data, client.received());
  }

  @Test
  void manySmallWritesKeepTheirOrder() {
    var ends = ends();
    var data = pattern(50_000);
    doOnTurn(
        ends.server().reactor,
        () -> {
          for (int i = 0; i < data.length; i += 50) {
            ends.client().transport.write(ByteBuffer.wrap(data, i, 50));
          }
        });
    eventually("everything is there", () -> ends.served().size() == data.length);
    assertArrayEquals(data, ends.served().received());
  }

  // Who is let in.

  private void assertRefused(TlsIdentity identity, String... words) {
    var server = serve(TlsOptions.server(TlsCredentials.of(identity)));
    var refusal = refusal(server, clientOptions());
    assertEquals(CloseReason.Kind.TLS, refusal.reason().kind());
    for (var word : words) {
      assertTrue(refusal.getMessage().contains(word), refusal.getMessage());
    }
    assertTrue(server.port.isListening());
    eventually("the server has let go of it", () -> server.port.connections() == 0);
  }

  @Test
  void anExpiredCertificateIsRefused() {
    assertRefused(AUTHORITY.expired("127.0.0.1"), "has expired");
  }

  @Test
  void aCertificateOfTomorrowIsRefused() {
    assertRefused(AUTHORITY.notYetValid("127.0.0.1"), "is not valid yet");
  }

  @Test
  void aCertificateForAnotherHostIsRefused() {
    assertRefused(AUTHORITY.identity("other.example"), "for somebody else", "127.0.0.1");
  }

  @Test
  void aCertificateOfAnUnknownIssuerIsRefused() {
    assertRefused(TestAuthority.create().identity("127.0.0.1"), "not issued by anybody");
  }

  @Test
  void withoutHostVerificationAnyTrustedCertificateWillDo() {
    var ends =
        ends(
            TlsOptions.server(TlsCredentials.of(AUTHORITY.identity("other.example"))),
            clientOptions().withoutHostVerification());
    assertEquals("TLSv1.3", agreed(ends.client().transport).protocol());
  }

  @Test
  void anIntermediateAuthorityIsShownAndFollowed() {
    var identity = AUTHORITY.intermediate().identity("127.0.0.1");
    var ends = ends(TlsOptions.server(TlsCredentials.of(identity)), clientOptions());
    assertEquals(identity.chain(), agreed(ends.client().transport).peerCertificates());
  }

  @Test
  void noProtocolIsMadeForAClientThatFails() {
    var server = serve(serverOptions());
    refusal(server, TlsOptions.client(List.of(TestAuthority.create().certificate())));
    var client = connect(server, clientOptions());
    client.transport.write(bytes("the first"));
    var first = server.next();
    assertSoon("the first", first::text);
  }

  @Test
  void clientCertificatesMayBeRequired() {
    var serving = TlsOptions.server(TlsCredentials.of(IDENTITY), List.of(AUTHORITY.certificate()));
    var identity = AUTHORITY.identity("somebody");
    var ends =
        ends(
            serving,
            TlsOptions.client(List.of(AUTHORITY.certificate()), TlsCredentials.of(identity)));
    assertEquals(
        List.of(identity.certificate()), agreed(ends.served().transport).peerCertificates());
    // In TLS 1.3 a client without is refused after its own side is done.
    var refused = ends.server().reactor;
    var outcome =
        refused.connect(
            ends.server().port.endpoint(),
            ConnectOptions.DEFAULT.withTls(clientOptions()),
            Recorder::new);
    var reason = outcome.thenCompose(client -> client.transport.ended());
    assertEquals(CloseReason.Kind.TLS, await(reason).kind());
  }

  @Test
  void optionalClientCertificatesAreAskedFor() {
    var serving =
        TlsOptions.server(TlsCredentials.of(IDENTITY), List.of(AUTHORITY.certificate()))
            .withClientCertificates(ClientCertificates.OPTIONAL);
    var ends = ends(serving, clientOptions());
    assertEquals(List.of(), agreed(ends.served().transport).peerCertificates());
    var identity = AUTHORITY.identity("somebody");
    connect(
        ends.server(),
        TlsOptions.client(List.of(AUTHORITY.certificate()), TlsCredentials.of(identity)));
    assertEquals(
        List.of(identity.certificate()), agreed(ends.server().next().transport).peerCertificates());
  }

  // What is agreed on.

  @Test
  void theServersFirstCommonApplicationProtocolIsTaken() {
    var ends =
        ends(
            serverOptions().withApplicationProtocols("h2", "http/1.1"),
            clientOptions().withApplicationProtocols("spdy", "http/1.1"));
    assertEquals("http/1.1", agreed(ends.client().transport).applicationProtocol());
    assertEquals("http/1.1", agreed(ends.served().transport).applicationProtocol());
  }

  @Test
  void withoutACommonApplicationProtocolThereIsNoConnection() {
    var server = serve(serverOptions().withApplicationProtocols("h2"));
    var refusal = refusal(server, clientOptions().withApplicationProtocols("http/1.1"));
    assertEquals(CloseReason.Kind.TLS, refusal.reason().kind());
    assertTrue(refusal.getMessage().contains("no_application_protocol"), refusal.getMessage());
  }

  @Test
  void theCertificateIsChosenByTheNameThatTheClientAsksFor() {
    var first = AUTHORITY.identity("a.example");
    var wild = AUTHORITY.identity("*.b.example");
    var server = serve(TlsOptions.server(TlsCredentials.of(first, wild)));
    for (var name : List.of("a.example", "x.b.example")) {
      var client = connect(server, clientOptions().withServerName(name));
      var shown = name.startsWith("a") ? first : wild;
      assertEquals(List.of(shown.certificate()), agreed(client.transport).peerCertificates());
      assertEquals(name, agreed(server.next().transport).serverName());
    }
    var other = refusal(server, clientOptions().withServerName("c.example"));
    assertTrue(other.getMessage().contains("'c.example'"), other.getMessage());
  }

  @Test
  void anRsaKeyWillDo() {
    var identity = AUTHORITY.identity(TestAuthority.KeyKind.RSA, "127.0.0.1");
    var ends = ends(TlsOptions.server(TlsCredentials.of(identity)), clientOptions());
    ends.client().transport.write(bytes("ping"));
    assertSoon("ping", ends.served()::text);
  }

  @Test
  void newCertificatesAreShownFromTheNextHandshakeOn() {
    var shown = new AtomicReference<>(List.of(IDENTITY));
    var credentials = TlsCredentials.from(shown::get);
    var ends = ends(TlsOptions.server(credentials), clientOptions());
    var next = AUTHORITY.identity("127.0.0.1");
    shown.set(List.of(next));
    assertTrue(credentials.reload(ends.server().reactor.log()));
    var client = connect(ends.server(), clientOptions());
    assertEquals(List.of(next.certificate()), agreed(client.transport).peerCertificates());
    ends.client().transport.write(bytes("still here"));
    assertSoon("still here", ends.served()::text);
  }

  @Test
  void theOldCertificateStaysWhenTheNewOneIsWrong() {
    var shown = new AtomicReference<>(List.of(IDENTITY));
    var credentials = TlsCredentials.from(shown::get);
    var server = serve(TlsOptions.server(credentials));
    shown.set(List.of());
    assertFalse(credentials.reload(server.reactor.log()));
    eventually("it is in the log", () -> !failures().list().isEmpty());
    assertTrue(failures().take().toString().contains("stay as they are"));
    assertEquals(
        List.of(IDENTITY.certificate()),
        agreed(connect(server, clientOptions()).transport).peerCertificates());
  }

  @Test
  void aSecondConnectionResumesTheSession() {
    var trust = new CountingTrust(IDENTITY.certificate());
    var server = serve(serverOptions());
    var options = TlsOptions.client(trust.context());
    var first = connect(server, options);
    var served = server.next();
    served.transport.write(bytes("behind the ticket"));
    assertSoon("behind the ticket", first::text);
    assertEquals(1, trust.count());
    var second = connect(server, options);
    second.transport.write(bytes("ping"));
    assertSoon("ping", server.next()::text);
    assertEquals(1, trust.count());
    assertEquals(List.of(IDENTITY.certificate()), agreed(second.transport).peerCertificates());
  }

  @Test
  void aClientMakesItsKeysOffTheTurn() {
    var makers = new KeyMakers();
    var server = serve(serverOptions());
    var trust = new CountingTrust(IDENTITY.certificate());
    var client = connect(server, TlsOptions.client(trust.context(makers)));
    client.transport.write(bytes("ping"));
    assertSoon("ping", server.next()::text);
    assertFalse(makers.threads().isEmpty());
    var turn = onTurn(server.reactor, Thread::currentThread);
    assertFalse(makers.threads().contains(turn), "keys were made on " + turn);
  }

  // The promises of a transport.

  @Test
  void closeIsDoneOnBothSides() {
    var ends = ends();
    doOnTurn(
        ends.server().reactor,
        () -> {
          ends.client().transport.write(bytes("last words"));
          ends.client().transport.close();
        });
    eventually("both have ended", () -> ends.client().isLost() && ends.served().isLost());
    assertEquals("last words", ends.served().text());
    assertTrue(ends.client().reason().isDone(), ends.client().reason()::toString);
    assertTrue(ends.served().reason().isDone(), ends.served().reason()::toString);
  }

  @Test
  void closeSendsMegabytesThatWait() {
    var ends = ends();
    var data = pattern(3 << 20);
    doOnTurn(
        ends.server().reactor,
        () -> {
          ends.client().transport.write(ByteBuffer.wrap(data));
          ends.client().transport.close();
        });
    eventually("both have ended", () -> ends.client().isLost() && ends.served().isLost());
    assertArrayEquals(data, ends.served().received());
    assertTrue(ends.served().reason().isDone(), ends.served().reason()::toString);
  }

  @Test
  void anAbortIsALossToThePeer() {
    var ends = ends();
    doOnTurn(ends.server().reactor, () -> assertTrue(ends.client().transport.abort()));
    eventually("both have ended", () -> ends.client().isLost() && ends.served().isLost());
    assertEquals(CloseReason.Kind.ABORTED, ends.client().reason().kind());
    assertFalse(ends.served().reason().isDone());
  }

  @Test
  void oneSideMayEndAndStillHearTheOther() {
    var server =
        serve(started(), ListenOptions.DEFAULT.withTls(serverOptions()), AnswerAtTheEnd::new);
    var client = connect(server, clientOptions());
    doOnTurn(
        server.reactor,
        () -> {
          client.transport.write(bytes("question"));
          client.transport.shutdownOutput();
        });
    eventually("it has ended", client::isLost);
    assertEquals("heard: question", client.text());
    assertTrue(client.reason().isDone(), client.reason()::toString);
  }

  private void writeToOneThatDoesNotRead(Ends ends, byte[] data) {
    doOnTurn(ends.server().reactor, ends.served().transport::pauseReading);
    doOnTurn(
        ends.server().reactor,
        () ->
            assertEquals(
                WriteOutcome.ABOVE_HIGH_WATER,
                ends.client().transport.write(ByteBuffer.wrap(data))));
  }

  @Test
  void pausedReadingHoldsBytesBackAndLosesNone() {
    var ends = ends();
    var data = pattern(8 << 20);
    writeToOneThatDoesNotRead(ends, data);
    settle(ends.server().reactor);
    int before = ends.served().size();
    settle(ends.server().reactor);
    assertEquals(before, ends.served().size());
    doOnTurn(ends.server().reactor, ends.served().transport::resumeReading);
    eventually("everything is there", () -> ends.served().size() == data.length);
    assertArrayEquals(data, ends.served().received());
  }

  @Test
  void aPauseInTheMiddleOfARecordBatchIsKept() {
    var server =
        serve(started(), ListenOptions.DEFAULT.withTls(serverOptions()), PausesAfterEach::new);
    var client = connect(server, clientOptions());
    var data = pattern(400_000);
    client.transport.write(ByteBuffer.wrap(data));
    var served = server.next();
    eventually("everything is there", () -> served.size() == data.length);
    assertArrayEquals(data, served.received());
  }

  @Test
  void writableComesWhenTheBytesAreGone() {
    var ends = ends();
    var data = pattern(8 << 20);
    writeToOneThatDoesNotRead(ends, data);
    doOnTurn(ends.server().reactor, ends.served().transport::resumeReading);
    eventually("it is writable", () -> ends.client().count("writable") > 0);
    eventually("everything is there", () -> ends.served().size() == data.length);
    assertEquals(0, ends.client().transport.unsentBytes());
  }

  private static final int CAP_BYTES = 256 * 1024;

  /// What encrypting adds to what is encrypted ahead.
  private static final int ENCRYPTED_AHEAD_BYTES = 1024;

  /// What is said to a write, and how much is unsent behind it.
  private record Written(WriteOutcome outcome, long unsent) {}

  /// Writes to a peer that never reads, a piece in each turn, until the connection is given up.
  private List<Written> overflow() {
    var server =
        serve(
            started(),
            ListenOptions.DEFAULT.withTls(serverOptions()).withHardCapBytes(CAP_BYTES),
            Recorder::new);
    var client = connect(server, clientOptions());
    var served = server.next();
    doOnTurn(server.reactor, client.transport::pauseReading);
    var all = new ArrayList<Written>();
    while (all.size() < 10_000 && !served.transport.isEnding()) {
      all.add(
          onTurn(
              server.reactor,
              () -> {
                var outcome = served.transport.write(ByteBuffer.allocate(64 * 1024));
                return new Written(outcome, served.transport.unsentBytes());
              }));
    }
    assertEquals(WriteOutcome.CLOSED, all.getLast().outcome());
    eventually("it ends", served::isLost);
    assertEquals(CloseReason.Kind.OVERFLOW, served.reason().kind());
    return all;
  }

  @Test
  void aPeerThatNeverReadsEndsInOverflowAtTheCap() {
    long most = overflow().stream().mapToLong(Written::unsent).max().orElseThrow();
    assertTrue(most <= CAP_BYTES + ENCRYPTED_AHEAD_BYTES, () -> most + " bytes were held");
  }

  @Test
  void aWriterIsToldOfWhatWaitsEncryptedToo() {
    for (var written : overflow()) {
      if (written.outcome() == WriteOutcome.QUEUED) {
        assertTrue(written.unsent() <= Transport.DEFAULT_HIGH_WATER_BYTES, written::toString);
      }
    }
  }

  @Test
  void whatACallbackThrowsEndsTheConnectionOnly() {
    var ends = ends();
    ends.served().failIn("data", new IllegalStateException("no"));
    ends.client().transport.write(bytes("x"));
    eventually("both have ended", () -> ends.client().isLost() && ends.served().isLost());
    assertEquals(CloseReason.Kind.ABORTED, ends.served().reason().kind());
    failures().take();
    connect(ends.server(), clientOptions());
  }

  @Test
  void anyThreadMayWriteAndClose() {
    var ends = ends();
    ends.client().transport.write(bytes("from afar"));
    assertTrue(ends.client().transport.close());
    eventually("both have ended", () -> ends.client().isLost() && ends.served().isLost());
    assertEquals("from afar", ends.served().text());
  }

  @Test
  void manyConnectionsAtOnceKeepTheirBytesApart() {
    var server =
        serve(started(), ListenOptions.DEFAULT.withTls(serverOptions()), EchoRecorder::new);
    var options = clientOptions();
    var clients = new ArrayList<Recorder>();
    for (int i = 0; i < 20; i++) {
      clients.add(connect(server, options));
    }
    for (int i = 0; i < 20; i++) {
      clients.get(i).transport.write(ByteBuffer.wrap(pattern(10_000 + i)));
    }
    for (int i = 0; i < 20; i++) {
      var client = clients.get(i);
      int expected = 10_000 + i;
      eventually("all are back", () -> client.size() == expected);
      assertArrayEquals(pattern(expected), client.received());
    }
  }

  /// Writes back what it reads.
  private static final class EchoRecorder extends Recorder {
    EchoRecorder(Transport transport) {
      super(transport);
    }

    @Override
    public void dataReceived(ByteBuffer data) {
      transport.write(data);
    }
  }

  /// Answers once the peer has said everything.
  private static final class AnswerAtTheEnd extends Recorder {
    AnswerAtTheEnd(Transport transport) {
      super(transport);
    }

    @Override
    public void readClosed(Transport same) {
      same.write(bytes("heard: " + text()));
      same.close();
    }
  }

  /// Pauses after each piece, until the next pass.
  private static final class PausesAfterEach extends Recorder {
    PausesAfterEach(Transport transport) {
      super(transport);
    }

    @Override
    public void dataReceived(ByteBuffer data) {
      super.dataReceived(data);
      transport.pauseReading();
      transport.reactor().execute(transport::resumeReading);
    }
  }
}
