package dev.triga.benchmarks.servers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;

/// Vert.x's HTTP server on one event loop, on epoll where there is epoll.
public final class VertxHttp {
  private static final long START_SECONDS_MAX = 20;
  private static final Buffer HELLO = Buffer.buffer(HttpPages.hello());
  private static final Buffer PAYLOAD = Buffer.buffer(HttpPages.payload());

  private VertxHttp() {}

  /// Serves until stdin ends.
  public static void main(String[] args) throws Exception {
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
    if (!vertx.isNativeTransportEnabled()) {
      ControlLine.skip("Vert.x: no native transport: " + vertx.unavailableNativeTransportCause());
    }
    var options =
        new HttpServerOptions()
            .setTcpNoDelay(true)
            .setAcceptBacklog(4096)
            .setMaxHeaderSize(16 << 10);
    var server =
        vertx
            .createHttpServer(options)
            .requestHandler(VertxHttp::answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(START_SECONDS_MAX, TimeUnit.SECONDS);
    ControlLine.serve(server.actualPort());
  }

  private static void answer(HttpServerRequest request) {
    var response = request.response();
    switch (request.path()) {
      case "/plaintext" -> response.putHeader("Content-Type", "text/plain").end(HELLO);
      case "/json" ->
          response
              .putHeader("Content-Type", "application/json")
              .end(Buffer.buffer(HttpPages.json(HELLO.toString(US_ASCII))));
      default -> response.putHeader("Content-Type", HttpPages.BYTES).end(PAYLOAD);
    }
  }
}
