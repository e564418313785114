package dev.triga.benchmarks.servers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/// The JDK's own server, with a virtual thread for each request.
public final class JdkHttp {
  private JdkHttp() {}

  /// Serves until stdin ends.
  public static void main(String[] args) throws Exception {
    // Else each answer waits for the client's acknowledgement of the one before.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    byte[] hello = HttpPages.hello();
    byte[] payload = HttpPages.payload();
    var server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4096);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/plaintext", exchange -> write(exchange, "text/plain", hello));
    server.createContext(
        "/json",
        exchange ->
            write(exchange, "application/json", HttpPages.json(new String(hello, US_ASCII))));
    server.createContext("/payload", exchange -> write(exchange, HttpPages.BYTES, payload));
    server.start();
    ControlLine.serve(server.getAddress().getPort());
  }

  private static void write(HttpExchange exchange, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
