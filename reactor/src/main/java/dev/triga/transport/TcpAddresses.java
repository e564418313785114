package dev.triga.transport;

import dev.triga.net.BindFailure;
import dev.triga.net.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns the host of an endpoint into addresses.
final class TcpAddresses {
  private TcpAddresses() {}

  /// The addresses to try for listening, the first that can be bound wins: for all interfaces first
  /// the IPv6 wildcard, which takes IPv4 too, then, on a machine without IPv6, the IPv4 one.
  ///
  /// @throws BindFailure if the host is unknown
  static List<InetSocketAddress> toListenOn(Endpoint.Tcp endpoint) {
    return toListenOn(endpoint, endpoint);
  }

  /// The same for UDP, which has the same names.
  static List<InetSocketAddress> toListenOn(Endpoint.Udp endpoint) {
    return toListenOn(endpoint, new Endpoint.Tcp(endpoint.host(), endpoint.port()));
  }

  private static List<InetSocketAddress> toListenOn(Endpoint asked, Endpoint.Tcp endpoint) {
    try {
      if (endpoint.isWildcard()) {
        return List.of(
            new InetSocketAddress(InetAddress.ofLiteral("::"), endpoint.port()),
            new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), endpoint.port()));
      }
      return lookUp(endpoint).subList(0, 1);
    } catch (UnknownHostException e) {
      throw new BindFailure(
          "cannot listen on " + asked + ": host '" + endpoint.host() + "' is unknown", e);
    }
  }

  /// The addresses of the host, in the resolver's order, at least one. May block unless the host is
  /// literal.
  static List<InetSocketAddress> lookUp(Endpoint.Tcp endpoint) throws UnknownHostException {
    var literal = literal(endpoint);
    if (literal != null) {
      return List.of(literal);
    }
    var addresses = new ArrayList<InetSocketAddress>();
    for (var address : InetAddress.getAllByName(endpoint.host())) {
      addresses.add(new InetSocketAddress(address, endpoint.port()));
    }
    return addresses;
  }

  /// The address when no look-up is needed, else null. To connect to "all interfaces" means this
  /// machine.
  static @Nullable InetSocketAddress literal(Endpoint.Tcp endpoint) {
    if (endpoint.isWildcard()) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), endpoint.port());
    }
    try {
      return new InetSocketAddress(InetAddress.ofLiteral(endpoint.host()), endpoint.port());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
