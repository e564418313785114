package dev.triga.benchmarks.servers;

import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// Triga's echo server on one reactor, as a user writes it.
///
/// Arguments: the driver; then `close` to close each connection after its first echo, or `spin` to
/// look for events for a while before sleeping.
public final class TrigaEcho {
  private static final Duration SPIN = Duration.ofMillis(1);

  private TrigaEcho() {}

  /// Serves until stdin ends.
  public static void main(String[] args) throws Exception {
    List<String> wishes = Arrays.asList(args);
    TrigaServer.serve(
        args[0],
        wishes.contains("spin") ? SPIN : Duration.ZERO,
        wishes.contains("close") ? EchoOnce::new : Echo::new);
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
