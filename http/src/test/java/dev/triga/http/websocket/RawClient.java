package dev.triga.http.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.http.HttpApplication;
import dev.triga.http.HttpServer;
import dev.triga.net.Endpoint;
import dev.triga.testing.MemoryPeer;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.Peer;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A client that says and sees bytes, of a server in memory.
record RawClient(MemoryReactor memory, MemoryPeer peer) {
  /// What RFC 6455, 1.3, answers to the key below.
  static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
  private static final Pattern REPEATED = Pattern.compile("\\{(\\d+)\\*([^}]*)}");

  static void serve(MemoryReactor memory, HttpApplication application) {
    memory.reactor().listen(Endpoint.parse("tcp:127.0.0.1:8060"), HttpServer.of(application));
  }

  static RawClient connect(MemoryReactor memory) {
    return new RawClient(
        memory, memory.network().connect(new InetSocketAddress("127.0.0.1", 8060)));
  }

  /// With an open socket at `/ws`, of a server that has no other path.
  ///
  /// @param fields of the request, besides those of any handshake
  static RawClient opened(
      MemoryReactor memory,
      WebSocketSettings settings,
      WebSocketFactory factory,
      String... fields) {
    serve(memory, router -> router.websocket("/ws", settings, factory));
    var client = connect(memory);
    assertThat(client.upgrade("/ws", fields)).startsWith("HTTP/1.1 101 ");
    return client;
  }

  /// Opens a socket, and gives the head of the answer.
  String upgrade(String path, String... fields) {
    String request =
        Stream.of(
                    Stream.of("GET " + path + " HTTP/1.1", "Host: a", "Upgrade: websocket"),
                    Stream.of("Connection: Upgrade", "Sec-WebSocket-Version: 13"),
                    Stream.of("Sec-WebSocket-Key: " + KEY),
                    Arrays.stream(fields))
                .flatMap(part -> part)
                .collect(Collectors.joining("\r\n"))
            + "\r\n\r\n";
    send(request.getBytes(ISO_8859_1));
    return new String(received(), ISO_8859_1);
  }

  void send(byte[] bytes) {
    int sent = 0;
    while (sent < bytes.length) {
      int taken = peer.offer(Arrays.copyOfRange(bytes, sent, bytes.length));
      memory.settle();
      if (taken <= 0) {
        return;
      }
      sent += taken;
    }
    memory.settle();
  }

  void sendHex(String hex) {
    send(bytes(hex));
  }

  static byte[] bytes(String hex) {
    String whole =
        REPEATED
            .matcher(hex)
            .replaceAll(found ->
                Matcher.quoteReplacement(found.group(2).repeat(Integer.parseInt(found.group(1)))));
    return HexFormat.of().parseHex(whole);
  }

  /// What has come.
  byte[] received() {
    var all = new ByteArrayOutputStream();
    memory.settle();
    for (byte[] some = peer.readAvailable(); some.length > 0; some = peer.readAvailable()) {
      all.writeBytes(some);
      memory.settle();
    }
    return all.toByteArray();
  }

  String receivedHex() {
    return HexFormat.of().formatHex(received());
  }

  boolean isOpen() {
    memory.settle();
    return peer.end() == Peer.End.OPEN;
  }
}
