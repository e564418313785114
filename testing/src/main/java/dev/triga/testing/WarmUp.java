package dev.triga.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// Lets the JDK open what it opens once per process and keeps: a socket pair for closing, the
/// pollers of virtual threads. Otherwise the first test to use the network would seem to leave it
/// behind.
final class WarmUp {
  private static boolean done;

  private WarmUp() {}

  /// Does it, once per process. Not a static initialiser, because threads take part in it.
  static synchronized void once() {
    if (done) {
      return;
    }
    done = true;
    try (var selector = Selector.open();
        var server = ServerSocketChannel.open();
        var client = SocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      client.connect(server.getLocalAddress());
      server.accept().close();
      selector.selectNow();
      waitOnce(selector);
    } catch (IOException e) {
      throw new UncheckedIOException("loopback does not work on this machine", e);
    }
  }

  /// Nothing can come, so this waits for certain, which in a virtual thread takes the pollers.
  private static void waitOnce(Selector selector) {
    var waiting =
        Thread.ofVirtual()
            .start(() -> {
              try {
                selector.select(1);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    try {
      waiting.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
