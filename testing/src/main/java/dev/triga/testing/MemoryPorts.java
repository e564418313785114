package dev.triga.testing;

import dev.triga.net.BindFailure;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who listens where on a [MemoryNetwork]. Used under the network's lock.
final class MemoryPorts {
  private static final int FIRST_FREE_PORT = 32_768;
  private static final int LAST_FREE_PORT = 65_535;

  private final List<MemoryBacklog> listening = new ArrayList<>();
  private int nextFree = FIRST_FREE_PORT;
  private int turn;

  /// The address with a real port: its own, or a free one in place of 0.
  InetSocketAddress resolve(InetSocketAddress address, boolean reusePort) {
    if (address.isUnresolved()) {
      throw new BindFailure("cannot bind " + address + ": the name is not resolved");
    }
    if (address.getPort() == 0) {
      return new InetSocketAddress(address.getAddress(), freePort());
    }
    for (var other : listening) {
      if (overlaps(other.address, address) && !(reusePort && other.reusePort)) {
        throw new BindFailure(
            "cannot bind "
                + address.getAddress().getHostAddress()
                + ":"
                + address.getPort()
                + ": the port is in use; stop what listens there or take another port");
      }
    }
    return address;
  }

  private int freePort() {
    for (int i = FIRST_FREE_PORT; i <= LAST_FREE_PORT; i++) {
      int port = nextFree;
      nextFree = port == LAST_FREE_PORT ? FIRST_FREE_PORT : port + 1;
      if (listening.stream().noneMatch(other -> other.address.getPort() == port)) {
        return port;
      }
    }
    throw new BindFailure("no free port is left on the memory network");
  }

  void add(MemoryBacklog backlog) {
    listening.add(backlog);
  }

  void remove(MemoryBacklog backlog) {
    listening.remove(backlog);
  }

  /// Who listens at an address; listeners that share a port get connections in turn.
  @Nullable MemoryBacklog find(InetSocketAddress remote) {
    var there = listening.stream().filter(other -> overlaps(other.address, remote)).toList();
    return there.isEmpty() ? null : there.get(turn++ % there.size());
  }

  private static boolean overlaps(InetSocketAddress bound, InetSocketAddress other) {
    return bound.getPort() == other.getPort()
        && (bound.getAddress().isAnyLocalAddress()
            || other.getAddress().isAnyLocalAddress()
            || bound.getAddress().equals(other.getAddress()));
  }
}
