package dev.triga.benchmarks.servers;

import dev.triga.net.Producer;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import java.nio.ByteBuffer;

/// A server of Triga's that writes blocks to each connection as fast as the peer takes them, by a
/// pull producer.
///
/// Arguments: the driver, and the size of a block in bytes.
public final class TrigaStream {
  /// Blocks written in one call of the producer, so that one connection leaves room for others.
  private static final int BLOCKS_MAX = 16;

  private TrigaStream() {}

  /// Serves until stdin ends.
  public static void main(String[] args) throws Exception {
    int size = Integer.parseInt(args[1]);
    TrigaServer.serve(args[0], transport -> new Source(transport, size));
  }

  private record Source(Transport transport, ByteBuffer block) implements Protocol, Producer.Pull {
    Source(Transport transport, int size) {
      this(transport, ByteBuffer.allocateDirect(size));
    }

    @Override
    public void connectionMade() {
      transport.registerProducer(this);
    }

    @Override
    public void resume() {
      for (int i = 0; i < BLOCKS_MAX && transport.unsentBytes() == 0; i++) {
        if (transport.lend(block.clear()) != WriteOutcome.QUEUED) {
          return;
        }
      }
    }

    @Override
    public void stop() {
      // The block goes with the connection.
    }
  }
}
