package dev.triga.transport;

import dev.triga.net.BindFailure;
import dev.triga.net.Endpoint;
import dev.triga.net.Resolver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
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
  static List<InetSocketAddress> toListenOn(Endpoint.Tcp endpoint, Resolver resolver) {
    return toListenOn(endpoint, endpoint, resolver);
  }

  /// The same for UDP, which has the same names.
  static List<InetSocketAddress> toListenOn(Endpoint.Udp endpoint, Resolver resolver) {
    return toListenOn(endpoint, new Endpoint.Tcp(endpoint.host(), endpoint.port()), resolver);
  }

  private static List<InetSocketAddress> toListenOn(
      Endpoint asked, Endpoint.Tcp endpoint, Resolver resolver) {
    try {
      if (endpoint.isWildcard()) {
        return List.of(
            new InetSocketAddress(InetAddress.ofLiteral("::"), endpoint.port()),
            new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), endpoint.port()));
      }
      var literal = literal(endpoint);
      if (literal != null) {
        return List.of(literal);
      }
      var found = resolver.resolveToListen(endpoint.host());
      return withPort(found, endpoint.port()).subList(0, Math.min(1, found.size()));
    } catch (UnknownHostException e) {
      throw new BindFailure(
          "cannot listen on " + asked + ": host '" + endpoint.host() + "' is unknown", e);
    }
  }

  /// The addresses by turns of either family, each family in the resolver's order, beginning with
  /// the family that the resolver puts first (RFC 8305, section 4, with a "first address family
  /// count" of 1).
  static List<InetAddress> interleaved(List<InetAddress> found) {
    var first = new ArrayDeque<InetAddress>();
    var second = new ArrayDeque<InetAddress>();
    found.forEach(
        address -> (isSameFamily(address, found.getFirst()) ? first : second).add(address));
    var mixed = new ArrayList<InetAddress>(found.size());
    while (!first.isEmpty() || !second.isEmpty()) {
      if (!first.isEmpty()) {
        mixed.add(first.removeFirst());
      }
      if (!second.isEmpty()) {
        mixed.add(second.removeFirst());
      }
    }
    return mixed;
  }

  /// Those that can be connected to from a local address: from one of a family only that family.
  static List<InetAddress> usableFrom(@Nullable SocketAddress local, List<InetAddress> found) {
    var own = local instanceof InetSocketAddress inet ? inet.getAddress() : null;
    return own == null || own.isAnyLocalAddress()
        ? found
        : found.stream().filter(address -> isSameFamily(address, own)).toList();
  }

  private static boolean isSameFamily(InetAddress one, InetAddress other) {
    return one.getClass() == other.getClass();
  }

  /// What a resolver found, in its order, with the port to reach it at.
  static List<InetSocketAddress> withPort(List<InetAddress> found, int port) {
    return found.stream().map(address -> new InetSocketAddress(address, port)).toList();
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
