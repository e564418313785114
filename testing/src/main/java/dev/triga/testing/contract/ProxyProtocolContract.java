package dev.triga.testing.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.ProxyProtocol;
import dev.triga.net.Transport;
import dev.triga.testing.Peer;
import dev.triga.testing.contract.ReactorUnderTest.Capability;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Connections through proxies that tell who the client is.
abstract class ProxyProtocolContract extends Contract {
  private static final String HEADER = "PROXY TCP4 192.0.2.7 198.51.100.1 40000 443\r\n";
  private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.7", 40000);

  /// Version 2, over IPv4: the same client, with a field of no interest behind the addresses.
  private static final byte[] HEADER_2 =
      ("\r\n\r\n\0\r\nQUIT\n"
              + "\u0021\u0011\0\u0011"
              + "\u00c0\0\u0002\u0007"
              + "\u00c6\u0033\u0064\u0001"
              + "\u009c\u0040\u0001\u00bb"
              + "\u0004\0\u0002ok")
          .getBytes(ISO_8859_1);

  private static final ProxyProtocol LOOPBACK = ProxyProtocol.from("127.0.0.0/8", "::1");

  ProxyProtocolContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  private Server<Recorder> behindProxy(ProxyProtocol options) {
    return behindProxy(options, Recorder::new);
  }

  private Server<Recorder> behindProxy(
      ProxyProtocol options, Function<Transport, Recorder> factory) {
    return serve(started(), ListenOptions.DEFAULT.withProxyProtocol(options), factory);
  }

  private static byte[] together(byte[] header, String text) {
    return (new String(header, ISO_8859_1) + text).getBytes(ISO_8859_1);
  }

  private static void assertClosed(Peer peer) {
    assertNotEquals(Peer.End.OPEN, peer.awaitEnd());
  }

  @Test
  void theAddressIsTheOneTheProxyTells() {
    var server = behindProxy(LOOPBACK);
    var peer = server.connect();
    peer.write(HEADER + "hello");
    var protocol = server.next();
    assertSoon("hello", protocol::text);
    assertEquals(CLIENT, protocol.transport.remoteAddress());
    var header = protocol.transport.proxyHeader();
    assertNotNull(header);
    assertEquals(CLIENT, header.source());
    assertEquals(new InetSocketAddress("198.51.100.1", 443), header.destination());
    assertEquals(peer.localAddress(), header.proxy());
    protocol.transport.write(bytes("back"));
    assertEquals("back", peer.readText(4));
  }

  @Test
  void versionTwoTellsTheSame() {
    var server = behindProxy(LOOPBACK);
    server.connect().write(together(HEADER_2, "hello"));
    var protocol = server.next();
    assertSoon("hello", protocol::text);
    assertEquals(CLIENT, protocol.transport.remoteAddress());
  }

  @Test
  void aHeaderMayComeByteByByte() {
    var server = behindProxy(LOOPBACK);
    var peer = server.connect();
    for (byte each : together(HEADER_2, "!")) {
      peer.write(new byte[] {each});
      settle(server.reactor);
    }
    var protocol = server.next();
    assertSoon("!", protocol::text);
    assertEquals(CLIENT, protocol.transport.remoteAddress());
  }

  @Test
  void aConnectionOfTheProxyItselfKeepsItsAddress() {
    var server = behindProxy(LOOPBACK);
    var peer = server.connect();
    peer.write("PROXY UNKNOWN\r\nping");
    var protocol = server.next();
    assertSoon("ping", protocol::text);
    assertEquals(peer.localAddress(), protocol.transport.remoteAddress());
    var header = protocol.transport.proxyHeader();
    assertNotNull(header);
    assertNull(header.source());
  }

  @Test
  void whoIsNotTrustedIsClosed() {
    var server = behindProxy(ProxyProtocol.from("192.0.2.0/24"));
    assertClosed(server.connect());
    assertSoon(0, server.port::connections);
  }

  @Test
  void whatBeginsOtherwiseIsClosedAndTheServerLives() {
    var server = behindProxy(LOOPBACK);
    for (var wrong :
        new String[] {
          "GET / HTTP/1.1\r\n\r\n", "PROXY TCP5 1 2 3 4\r\n", "PROXY " + "x".repeat(200), "\r\nno"
        }) {
      var peer = server.connect();
      peer.write(wrong);
      assertClosed(peer);
    }
    var half = server.connect();
    half.write("PROXY TCP4 192.0.2.7 ");
    half.shutdownOutput();
    assertClosed(half);
    server.connect().write(HEADER + "still there");
    assertSoon("still there", server.next()::text);
    assertSoon(1, server.port::connections);
  }

  @Test
  void aHeaderThatDoesNotComeInTimeEndsTheConnection() {
    var quick = LOOPBACK.withTimeout(Duration.ofMillis(subjectHasVirtualTime() ? 3000 : 20));
    var server = behindProxy(quick);
    var peer = server.connect();
    peer.write("PROXY TCP4 ");
    assertSoon(1, server.port::connections);
    settle(server.reactor);
    pass(Duration.ofSeconds(3));
    assertClosed(peer);
    assertSoon(0, server.port::connections);
    assertTrue(onTurn(server.reactor, () -> server.reactor.scheduledCalls().isEmpty()));
  }

  private boolean subjectHasVirtualTime() {
    return subject().supports(Capability.VIRTUAL_TIME)
        instanceof dev.triga.driver.Availability.Available;
  }

  @Test
  void onlySoManyWaitForTheirHeader() {
    var server = behindProxy(LOOPBACK.withPendingMax(2));
    var first = server.connect();
    var second = server.connect();
    assertSoon(2, server.port::connections);
    assertClosed(server.connect());
    first.write(HEADER + "1");
    assertSoon("1", server.next()::text);
    var third = server.connect();
    third.write(HEADER + "3");
    assertSoon("3", server.next()::text);
    second.close();
    assertSoon(2, server.port::connections);
  }

  @Test
  void whatComesWithTheHeaderWaitsWhileReadingIsPaused() {
    var server =
        behindProxy(
            LOOPBACK,
            transport -> {
              transport.pauseReading();
              return new Recorder(transport);
            });
    var peer = server.connect();
    peer.write(HEADER + "early");
    var protocol = server.next();
    peer.write(" late");
    settle(server.reactor);
    assertEquals("", protocol.text());
    doOnTurn(server.reactor, protocol.transport::resumeReading);
    assertSoon("early late", protocol::text);
  }

  @Test
  void theHeaderComesBeforeTls() {
    var options =
        ListenOptions.DEFAULT.withProxyProtocol(LOOPBACK).withTls(TlsFloor.serverOptions());
    var server = serve(started(), options, Recorder::new);
    var reactor = started();
    var client = await(reactor.connect(Endpoint.of(server.port.localAddress()), Recorder::new));
    var secured =
        onTurn(
            reactor,
            () -> {
              client.transport.write(bytes(HEADER));
              return client.transport.startTls(
                  TlsFloor.clientOptions().withServerName("localhost"));
            });
    await(secured);
    client.transport.write(bytes("secret"));
    var protocol = server.next();
    assertSoon("secret", protocol::text);
    assertEquals(CLIENT, protocol.transport.remoteAddress());
    assertNotNull(protocol.transport.tls());
  }

  @Test
  void theEndOfTheReactorEndsThoseThatWait() {
    var server = behindProxy(LOOPBACK);
    var peer = server.connect();
    peer.write("PROXY ");
    assertSoon(1, server.port::connections);
    subject().conclude();
    server.reactor.close();
    assertEquals(0, server.port.connections());
  }
}
