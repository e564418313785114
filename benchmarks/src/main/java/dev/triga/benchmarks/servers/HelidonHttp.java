package dev.triga.benchmarks.servers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import java.util.logging.LogManager;

/// Helidon's web server, with a virtual thread for each connection.
public final class HelidonHttp {
  private HelidonHttp() {}

  /// Serves until stdin ends.
  public static void main(String[] args) throws Exception {
    LogManager.getLogManager().reset();
    byte[] hello = HttpPages.hello();
    byte[] payload = HttpPages.payload();
    var server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .backlog(4096)
            .routing(routes ->
                routes
                    .get(
                        "/plaintext",
                        (request, response) ->
                            response.header(HeaderNames.CONTENT_TYPE, "text/plain").send(hello))
                    .get(
                        "/json",
                        (request, response) ->
                            response
                                .header(HeaderNames.CONTENT_TYPE, "application/json")
                                .send(HttpPages.json(new String(hello, US_ASCII))))
                    .get(
                        "/payload",
                        (request, response) ->
                            response
                                .header(HeaderNames.CONTENT_TYPE, HttpPages.BYTES)
                                .send(payload)))
            .build()
            .start();
    ControlLine.serve(server.port());
  }
}
