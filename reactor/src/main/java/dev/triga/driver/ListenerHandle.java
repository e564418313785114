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

  /// Closes the socket, but first accepts what waits in its queue, whether it is paused or not: the
  /// port is free when this returns. Nothing is done between the last accept and the close that can
  /// wait, since whoever connects then is reset. The sink hears of the connections inside this
  /// call, or in the next poll of those that the system has accepted by itself.
  ///
  /// A socket that somebody else may have too is closed only: who waits is his.
  ///
  /// @param most connections to accept at most
  default void acceptAndClose(int most) {
    close();
  }

  /// The descriptor below, which stays the driver's.
  ///
  /// @throws UnsupportedOperationException if the driver does not give it away
  default Descriptor asDescriptor() {
    throw new UnsupportedOperationException("this driver does not give its descriptors away");
  }
}
