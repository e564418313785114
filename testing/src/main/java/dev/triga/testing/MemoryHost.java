package dev.triga.testing;

import dev.triga.net.BindFailure;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// A machine on a network: its address and what listens there. Used under the network's lock.
class MemoryHost {
  static final String NO_DESCRIPTORS =
      "this process is out of descriptors; raise the limit (ulimit -n)";

  final String name;
  final @Nullable InetAddress address;
  final MemoryPorts ports = new MemoryPorts();
  final MemoryDatagrams datagrams = new MemoryDatagrams();

  /// How many bytes the next read or write moves at most; null for as the network says.
  @Nullable IntSupplier segments;

  /// Whether it refuses every connection, though somebody listens.
  boolean refusing;

  /// Whether its program has no descriptor left for another socket.
  boolean outOfDescriptors;

  /// A host with one address, besides loopback; or with every address if that is null.
  MemoryHost(String name, @Nullable InetAddress address) {
    this.name = name;
    this.address = address;
  }

  /// The address to bind, with a real port.
  ///
  /// @throws BindFailure if it is not this host's, or taken
  InetSocketAddress resolve(InetSocketAddress wish, boolean reusePort) {
    checkOwn(wish);
    return ports.resolve(wish, reusePort);
  }

  /// The address to bind for datagrams, with a real port.
  ///
  /// @throws BindFailure if it is not this host's, or taken
  InetSocketAddress resolveDatagrams(InetSocketAddress wish, boolean shared) {
    checkOwn(wish);
    return datagrams.resolve(wish, shared);
  }

  /// @throws BindFailure if there is no descriptor for another socket
  void checkDescriptors(String what, SocketAddress address) {
    if (outOfDescriptors) {
      throw new BindFailure("cannot " + what + " " + address + ": " + NO_DESCRIPTORS);
    }
  }

  private void checkOwn(InetSocketAddress wish) {
    var own = address;
    var host = wish.getAddress();
    if (own != null
        && host != null
        && !host.isAnyLocalAddress()
        && !host.isLoopbackAddress()
        && !host.equals(own)) {
      throw new BindFailure(
          "cannot bind "
              + host.getHostAddress()
              + ": host '"
              + name
              + "' has the address "
              + own.getHostAddress());
    }
  }

  /// The local address of a connection to `remote`: the wish, or the address that reaches it, with
  /// a free port.
  InetSocketAddress localFor(InetSocketAddress remote, InetSocketAddress wish) {
    var resolved = resolve(wish, false);
    return resolved.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(sourceFor(remote.getAddress()), resolved.getPort())
        : resolved;
  }

  /// The address from which it reaches another.
  InetAddress sourceFor(@Nullable InetAddress remote) {
    var own = address;
    if (own != null && remote != null && !remote.isLoopbackAddress()) {
      return own;
    }
    return remote == null ? InetAddress.getLoopbackAddress() : remote;
  }

  @Override
  public String toString() {
    return name;
  }
}
