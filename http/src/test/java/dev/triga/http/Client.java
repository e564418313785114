package dev.triga.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.triga.net.Endpoint;
import dev.triga.testing.MemoryPeer;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.Peer;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/// A server in memory, and one client that writes and reads text to it.
record Client(MemoryReactor memory, MemoryPeer peer) {
  static final String DATE = "Date: Sun, 06 Nov 1994 08:49:37 GMT";

  private static final Clock WALL =
      Clock.fixed(Instant.parse("1994-11-06T08:49:37Z"), ZoneOffset.UTC);

  /// Of a server that has one responder, for GET of `/`.
  static Client answered(MemoryReactor memory, Responder responder) {
    return of(memory, router -> router.get("/", responder));
  }

  static Client of(MemoryReactor memory, HttpApplication application) {
    return of(memory, HttpServer.of(application));
  }

  static Client of(MemoryReactor memory, HttpServer server) {
    memory.reactor().listen(Endpoint.parse("tcp:127.0.0.1:8060"), server.withClock(WALL));
    return another(memory);
  }

  static Client another(MemoryReactor memory) {
    return new Client(memory, memory.network().connect(new InetSocketAddress("127.0.0.1", 8060)));
  }

  /// Writes, lets the server work, and reads what has come.
  String exchange(String text) {
    send(text);
    return received();
  }

  void send(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    for (int sent = 0; sent < bytes.length; ) {
      byte[] rest = java.util.Arrays.copyOfRange(bytes, sent, bytes.length);
      int taken = peer.offer(rest);
      memory.settle();
      if (taken <= 0) {
        return;
      }
      sent += taken;
    }
    memory.settle();
  }

  String received() {
    var text = new StringBuilder();
    for (byte[] some = peer.readAvailable(); some.length > 0; some = peer.readAvailable()) {
      text.append(new String(some, ISO_8859_1));
      memory.settle();
    }
    return text.toString();
  }

  boolean isOpen() {
    memory.settle();
    return peer.end() == Peer.End.OPEN;
  }
}
