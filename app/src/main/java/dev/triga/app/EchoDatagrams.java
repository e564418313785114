package dev.triga.app;

import dev.triga.net.DatagramProtocol;
import dev.triga.net.DatagramTransport;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;

/// Sends each datagram back to whom it came from. What finds no room is dropped, as datagrams are.
///
/// @param transport the socket
record EchoDatagrams(DatagramTransport transport) implements DatagramProtocol {
  @Override
  public void datagramReceived(ByteBuffer data, SocketAddress from) {
    boolean isNameless =
        from instanceof UnixDomainSocketAddress unix && unix.getPath().toString().isEmpty();
    if (!isNameless) {
      transport.send(data, from);
    }
  }
}
