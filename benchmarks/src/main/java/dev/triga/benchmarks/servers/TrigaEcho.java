package dev.triga.benchmarks.servers;

import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.net.Transport;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// Triga's echo server on one reactor, as a user writes it.
///
/// Arguments: the driver; then `close` to close each connection after its first echo, `spin` to
/// look for events for a while before sleeping, or `tls` and a key file to speak TLS.
public final class TrigaEcho {
  private static final Duration SPIN = Duration.ofMillis(1);

  private TrigaEcho() {}

  /// Serves until stdin ends.
  public static void main(String[] args) throws Exception {
    List<String> wishes = Arrays.asList(args);
    ProtocolFactory<?> factory = wishes.contains("close") ? EchoOnce::new : Echo::new;
    int tls = wishes.indexOf("tls");
    if (tls >= 0) {
      TrigaServer.serveTls(args[0], Path.of(args[tls + 1]), factory);
    } else {
      TrigaServer.serve(args[0], wishes.contains("spin") ? SPIN : Duration.ZERO, factory);
    }
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
