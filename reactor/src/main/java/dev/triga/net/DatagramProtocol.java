package dev.triga.net;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The user's end of a datagram socket. Every method has a default, is called on the reactor's turn
/// and one at a time. A method that throws is reported, and the socket goes on: one bad datagram
/// must not end a service.
public interface DatagramProtocol {
  /// The socket is bound.
  default void started() {}

  /// One datagram came in, whole. Who keeps the bytes copies them.
  ///
  /// @param data read-only and valid only during this call; it belongs to the reactor
  /// @param from the sender, to whom one can answer; a Unix-domain sender without a name has an
  ///   address with an empty path, to which one cannot
  default void datagramReceived(ByteBuffer data, SocketAddress from) {}

  /// The one peer of a connected socket has answered that nobody receives there. More may be sent:
  /// somebody may receive there later.
  default void connectionRefused() {}

  /// The system has refused to send a datagram.
  ///
  /// @param to whom it was for; null on a connected socket
  /// @param reason one sentence for people
  default void sendFailed(@Nullable SocketAddress to, String reason) {}

  /// After [SendOutcome#FULL] the queue is half empty: go on sending.
  default void writable() {}

  /// The socket is closed. Called exactly once, never from inside another callback of this
  /// protocol; nothing is called after this.
  default void closed(CloseReason reason) {}
}
