package dev.triga.driver;

import java.net.SocketAddress;

/// A listening socket of a driver. On the turn only.
public interface ListenerHandle {
  /// The address it is really bound to, with the real port.
  SocketAddress localAddress();

  /// Leaves new connections in the system's queue until [#resumeAccepting()]. Idempotent.
  void pauseAccepting();

  /// Accepts again. Idempotent.
  void resumeAccepting();

  /// Closes the socket: the port is free when this returns. Idempotent.
  void close();

  /// The descriptor below, which stays the driver's.
  ///
  /// @throws UnsupportedOperationException if the driver does not give it away
  default Descriptor asDescriptor() {
    throw new UnsupportedOperationException("this driver does not give its descriptors away");
  }
}
