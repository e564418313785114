package dev.triga.benchmarks.servers;

import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import java.nio.file.Path;

/// A server of Triga's that sends a file to each connection, over and over.
///
/// Arguments: the driver, and the file.
public final class TrigaFile {
  private TrigaFile() {}

  /// Serves until stdin ends.
  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[1]);
    TrigaServer.serve(args[0], transport -> new Sender(transport, file));
  }

  private record Sender(Transport transport, Path file) implements Protocol {
    @Override
    public void connectionMade() {
      // The second waits while the first is sent, so that there is always something to send.
      sendOnce();
      sendOnce();
    }

    private void sendOnce() {
      var ignored =
          transport
              .sendFile(file)
              .handle((count, failure) -> {
                if (failure == null) {
                  sendOnce();
                }
                return count;
              });
    }
  }
}
