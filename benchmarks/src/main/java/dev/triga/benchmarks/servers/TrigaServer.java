package dev.triga.benchmarks.servers;

import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.ListeningPort;
import dev.triga.net.ProtocolFactory;
import dev.triga.reactor.Reactor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A server of Triga's on one reactor, whatever it serves.
final class TrigaServer {
  private static final long START_SECONDS_MAX = 20;
  private static final int BACKLOG = 4096;

  private TrigaServer() {}

  /// Serves on a free port of the loopback address until stdin ends.
  static void serve(String driver, ProtocolFactory<?> factory) throws Exception {
    serve(driver, Duration.ZERO, factory);
  }

  /// Likewise, on a reactor that spins for a while before it sleeps.
  static void serve(String driver, Duration spin, ProtocolFactory<?> factory) throws Exception {
    Reactor reactor;
    try {
      reactor = Reactor.builder().driver(driver).spin(spin).open();
    } catch (RuntimeException e) {
      ControlLine.skip("Triga: " + e.getMessage());
      return;
    }
    var port = new CompletableFuture<ListeningPort>();
    reactor.start();
    reactor.execute(() -> {
      try {
        port.complete(
            reactor.listen(
                Endpoint.parse("tcp:127.0.0.1:0"),
                ListenOptions.DEFAULT.withBacklog(BACKLOG),
                factory));
      } catch (RuntimeException e) {
        port.completeExceptionally(e);
      }
    });
    var address = port.get(START_SECONDS_MAX, TimeUnit.SECONDS).localAddress();
    ControlLine.serve(((InetSocketAddress) address).getPort());
  }
}
