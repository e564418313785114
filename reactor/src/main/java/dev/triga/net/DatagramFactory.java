package dev.triga.net;

/// Makes the protocol for a datagram socket.
@FunctionalInterface
public interface DatagramFactory {
  /// The socket is bound. Called on the turn, once.
  ///
  /// @param transport the socket
  /// @return its protocol
  DatagramProtocol open(DatagramTransport transport);
}
