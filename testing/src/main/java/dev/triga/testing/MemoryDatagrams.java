package dev.triga.testing;

import dev.triga.net.BindFailure;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// The datagram sockets of a [MemoryHost]. Used under the network's lock.
final class MemoryDatagrams {
  private static final int FIRST_FREE_PORT = 32_768;
  private static final int LAST_FREE_PORT = 65_535;

  private final List<MemoryDatagram> bound = new ArrayList<>();
  private int nextFree = FIRST_FREE_PORT;

  /// The address with a real port: its own, or a free one in place of 0.
  InetSocketAddress resolve(InetSocketAddress address, boolean shared) {
    if (address.getPort() == 0) {
      return new InetSocketAddress(address.getAddress(), freePort());
    }
    for (var other : bound) {
      if (overlaps(other.local, address) && !(shared && other.shared)) {
        throw new BindFailure(
            "cannot open udp:"
                + address.getAddress().getHostAddress()
                + ":"
                + address.getPort()
                + ": the address is in use; choose another port");
      }
    }
    return address;
  }

  private int freePort() {
    for (int i = FIRST_FREE_PORT; i <= LAST_FREE_PORT; i++) {
      int port = nextFree;
      nextFree = port == LAST_FREE_PORT ? FIRST_FREE_PORT : port + 1;
      if (bound.stream().noneMatch(other -> other.local.getPort() == port)) {
        return port;
      }
    }
    throw new BindFailure("no free port for datagrams is left on the host");
  }

  void add(MemoryDatagram socket) {
    bound.add(socket);
  }

  void remove(MemoryDatagram socket) {
    bound.remove(socket);
  }

  /// Who gets what is sent to this address: everybody who has joined a group, else the first who is
  /// bound.
  List<MemoryDatagram> receivers(InetSocketAddress to, InetSocketAddress from) {
    InetAddress host = to.getAddress();
    if (host.isMulticastAddress()) {
      return bound.stream()
          .filter(other -> other.local.getPort() == to.getPort())
          .filter(other -> other.hasJoined(host, from.getAddress()))
          .toList();
    }
    return bound.stream().filter(other -> overlaps(other.local, to)).limit(1).toList();
  }

  private static boolean overlaps(InetSocketAddress bound, InetSocketAddress other) {
    return bound.getPort() == other.getPort()
        && (bound.getAddress().isAnyLocalAddress()
            || other.getAddress().isAnyLocalAddress()
            || bound.getAddress().equals(other.getAddress()));
  }
}
