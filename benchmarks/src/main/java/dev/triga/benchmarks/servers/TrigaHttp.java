package dev.triga.benchmarks.servers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.triga.http.HttpServer;
import dev.triga.http.Response;
import java.nio.ByteBuffer;

/// Triga's HTTP server on one reactor. Argument: the driver.
public final class TrigaHttp {
  private record Message(String message) {}

  private TrigaHttp() {}

  /// Serves until stdin ends.
  public static void main(String[] args) throws Exception {
    byte[] hello = HttpPages.hello();
    byte[] zeros = HttpPages.payload();
    ByteBuffer payload = ByteBuffer.allocateDirect(zeros.length).put(zeros).flip();
    TrigaServer.serve(
        args[0],
        HttpServer.of(router ->
            router
                .get("/plaintext", request -> Response.bytes("text/plain", hello))
                .get("/json", request -> Response.json(new Message(new String(hello, US_ASCII))))
                .get("/payload", request -> Response.bytes(HttpPages.BYTES, payload))));
  }
}
