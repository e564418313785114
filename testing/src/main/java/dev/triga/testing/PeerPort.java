package dev.triga.testing;

import java.net.SocketAddress;
import java.time.Duration;

/// A listening socket that no reactor drives, as a foreign server has it. Any thread.
public interface PeerPort extends AutoCloseable {
  /// The address it is bound to, with the real port.
  SocketAddress address();

  /// Waits for a connection, at most `wait` in real time, and accepts it.
  ///
  /// @throws IllegalStateException if none came in that time
  Peer accept(Duration wait);

  /// As [#accept(Duration)] with [Peer#PATIENCE].
  default Peer accept() {
    return accept(Peer.PATIENCE);
  }

  /// Stops listening; connections that were not accepted are reset. Idempotent.
  @Override
  void close();
}
