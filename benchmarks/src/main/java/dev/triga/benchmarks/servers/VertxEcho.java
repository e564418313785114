package dev.triga.benchmarks.servers;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetServerOptions;
import java.util.concurrent.TimeUnit;

/// Vert.x's echo server on one event loop.
///
/// Argument: `nio` or `native` (epoll where there is epoll).
public final class VertxEcho {
  private static final long START_SECONDS_MAX = 20;

  private VertxEcho() {}

  /// Serves until stdin ends.
  public static void main(String[] args) throws Exception {
    boolean wanted = args[0].equals("native");
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(wanted));
    if (wanted && !vertx.isNativeTransportEnabled()) {
      ControlLine.skip("Vert.x: no native transport: " + vertx.unavailableNativeTransportCause());
    }
    var server =
        vertx
            .createNetServer(new NetServerOptions().setTcpNoDelay(true).setAcceptBacklog(4096))
            .connectHandler(socket -> socket.handler(socket::write))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(START_SECONDS_MAX, TimeUnit.SECONDS);
    ControlLine.serve(server.actualPort());
  }
}
