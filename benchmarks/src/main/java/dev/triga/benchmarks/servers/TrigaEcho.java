package dev.triga.benchmarks.servers;

import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.ListeningPort;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.net.Transport;
import dev.triga.reactor.Reactor;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Triga's echo server on one reactor, as a user writes it.
///
/// Arguments: the driver; then `close` to close each connection after its first echo.
public final class TrigaEcho {
  private static final long START_SECONDS_MAX = 20;
  private static final int BACKLOG = 4096;

  private TrigaEcho() {}

  /// Serves until stdin ends.
  public static void main(String[] args) throws Exception {
    boolean close = args.length > 1 && args[1].equals("close");
    ProtocolFactory<?> factory = close ? EchoOnce::new : Echo::new;
    Reactor reactor;
    try {
      reactor = Reactor.builder().driver(args[0]).open();
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

  /// Echoes until the peer closes.
  private record Echo(Transport transport) implements Protocol {
    @Override
    public void dataReceived(ByteBuffer data) {
      transport.write(data);
    }
  }

  /// Echoes once and closes.
  private record EchoOnce(Transport transport) implements Protocol {
    @Override
    public void dataReceived(ByteBuffer data) {
      transport.write(data);
      transport.close();
    }
  }
}
