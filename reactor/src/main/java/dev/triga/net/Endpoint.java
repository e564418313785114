package dev.triga.net;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/// Where to listen or connect, as people write it: `tcp:HOST:PORT`.
///
/// `tcp:[::1]:7000` is an IPv6 address, bare `HOST:PORT` is TCP too, `tcp:PORT` and `:PORT` mean
/// all interfaces, port 0 lets the system choose. `toString` gives a form that [#parse] reads back.
public sealed interface Endpoint {
  /// A TCP endpoint.
  ///
  /// @param host a host name or a literal address without brackets; empty for all interfaces
  /// @param port 0 to 65 535
  record Tcp(String host, int port) implements Endpoint {
    /// Checks the port.
    public Tcp {
      if (port < 0 || port > 65_535) {
        throw new EndpointSyntaxException(
            "port " + port + " of a tcp endpoint is not within 0..65535");
      }
    }

    /// Whether it stands for all interfaces of this machine.
    public boolean isWildcard() {
      return host.isEmpty();
    }

    @Override
    public String toString() {
      if (isWildcard()) {
        return "tcp:" + port;
      }
      return "tcp:" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /// A TCP endpoint by host name or literal address, and port.
  ///
  /// @throws EndpointSyntaxException if the port is not within 0..65535
  static Endpoint tcp(String host, int port) {
    return new Tcp(host, port);
  }

  /// A TCP endpoint on all interfaces.
  ///
  /// @throws EndpointSyntaxException if the port is not within 0..65535
  static Endpoint tcp(int port) {
    return new Tcp("", port);
  }

  /// Reads an endpoint.
  ///
  /// @throws EndpointSyntaxException if it cannot be read, with what is wrong and what is allowed
  static Endpoint parse(String text) {
    return EndpointSyntax.parse(text);
  }

  /// The endpoint that stands for this address.
  ///
  /// @throws IllegalArgumentException if the address is of an unknown kind
  static Endpoint of(SocketAddress address) {
    if (address instanceof InetSocketAddress inet) {
      if (inet.getAddress() instanceof Inet6Address six) {
        return new Tcp(Ipv6Text.of(six), inet.getPort());
      }
      return new Tcp(
          inet.isUnresolved() ? inet.getHostString() : inet.getAddress().getHostAddress(),
          inet.getPort());
    }
    throw new IllegalArgumentException(
        "address "
            + address
            + " is of kind "
            + address.getClass().getName()
            + "; an endpoint can be made of an InetSocketAddress");
  }
}
