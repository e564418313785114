package dev.triga.benchmarks.servers;

import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.ListeningPort;
import dev.triga.net.ProtocolFactory;
import dev.triga.net.TlsCredentials;
import dev.triga.net.TlsIdentity;
import dev.triga.net.TlsOptions;
import dev.triga.reactor.Reactor;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A server of Triga's on one reactor, whatever it serves.
final class TrigaServer {
  private static final long START_SECONDS_MAX = 20;
  private static final int BACKLOG = 4096;

  private TrigaServer() {}

  /// Serves on a free port of the loopback address until stdin ends.
  static void serve(String driver, ProtocolFactory<?> factory) throws Exception {
    serve(driver, Duration.ZERO, ListenOptions.DEFAULT, factory);
  }

  /// Likewise, on a reactor that spins for a while before it sleeps.
  static void serve(String driver, Duration spin, ProtocolFactory<?> factory) throws Exception {
    serve(driver, spin, ListenOptions.DEFAULT, factory);
  }

  /// Likewise, with TLS.
  ///
  /// @param keyFile where the key and its certificate are
  static void serveTls(String driver, Path keyFile, ProtocolFactory<?> factory) throws Exception {
    var key = ServerKey.load(keyFile);
    var identity = new TlsIdentity(key.key(), List.of(key.certificate()));
    var tls = TlsOptions.server(TlsCredentials.of(identity));
    serve(driver, Duration.ZERO, ListenOptions.DEFAULT.withTls(tls), factory);
  }

  private static void serve(
      String driver, Duration spin, ListenOptions options, ProtocolFactory<?> factory)
      throws Exception {
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
                Endpoint.parse("tcp:127.0.0.1:0"), options.withBacklog(BACKLOG), factory));
      } catch (RuntimeException e) {
        port.completeExceptionally(e);
      }
    });
    var address = port.get(START_SECONDS_MAX, TimeUnit.SECONDS).localAddress();
    ControlLine.serve(((InetSocketAddress) address).getPort());
  }
}
