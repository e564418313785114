package dev.triga.benchmarks.servers;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// The least that a worker could be: a program that connects to a Unix socket, says a byte, and
/// waits for the end.
public final class BareJvm {
  private BareJvm() {}

  /// Connects to the path that it is given.
  ///
  /// @throws IOException if nobody listens there
  public static void main(String[] args) throws IOException {
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(args[0]))) {
      channel.write(ByteBuffer.allocate(1));
      int end = channel.read(ByteBuffer.allocate(1));
      assert end < 0;
    }
  }
}
