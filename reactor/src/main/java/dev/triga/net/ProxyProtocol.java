package dev.triga.net;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// How to take connections that come through proxies which speak the PROXY protocol, version 1 or
/// 2: each begins with a header that tells who the client is. [Transport#remoteAddress()] is then
/// the client's address, and [Transport#proxyHeader()] has the proxy's.
///
/// ```java
/// var options = ListenOptions.DEFAULT.withProxyProtocol(ProxyProtocol.from("10.0.0.0/8", "::1"));
/// ```
///
/// **Trust.** Whoever may send a header may claim any address. So connections from others than the
/// proxies named here are closed at once, and so are those that begin with anything but a header:
/// nothing is guessed. Unix-domain sockets have no addresses; who may connect to one is trusted by
/// its permissions.
///
/// **Limits.** The header has to come within [#timeout()] and be no longer than
/// [#headerBytesMax()]; at most [#pendingMax()] connections of a port may be at this stage on a
/// reactor, further ones are closed. No protocol is made, and no TLS begun, before the header has
/// come.
///
/// A value, changed by the `with…` methods; any thread.
public final class ProxyProtocol {
  /// How long a header may take. Proxies send it at once.
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(3);

  /// How long a header may be: room for what proxies add in version 2, such as names and
  /// certificates' subjects. Version 1 has 107 bytes at most by itself.
  public static final int DEFAULT_HEADER_BYTES_MAX = 4096;

  /// How many connections of a port may wait for their header.
  public static final int DEFAULT_PENDING_MAX = 1000;

  /// The longest header of version 1, as its specification says.
  private static final int SHORTEST_LIMIT = 107;

  private final List<AddressRange> trusted;
  private final Duration timeout;
  private final int headerBytesMax;
  private final int pendingMax;

  private ProxyProtocol(
      List<AddressRange> trusted, Duration timeout, int headerBytesMax, int pendingMax) {
    this.trusted = trusted;
    this.timeout = timeout;
    this.headerBytesMax = headerBytesMax;
    this.pendingMax = pendingMax;
  }

  /// From these proxies, with the default limits.
  ///
  /// @param proxies addresses, or ranges such as `10.0.0.0/8` and `fd00::/8`; none where only
  ///   Unix-domain sockets are listened on
  /// @throws IllegalArgumentException if one is neither
  public static ProxyProtocol from(String... proxies) {
    return new ProxyProtocol(
        Stream.of(proxies).map(AddressRange::parse).toList(),
        DEFAULT_TIMEOUT,
        DEFAULT_HEADER_BYTES_MAX,
        DEFAULT_PENDING_MAX);
  }

  /// With this time for the header.
  ///
  /// @throws IllegalArgumentException unless it is positive
  public ProxyProtocol withTimeout(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("a time of " + timeout + " for a header is not positive");
    }
    return new ProxyProtocol(trusted, timeout, headerBytesMax, pendingMax);
  }

  /// With this limit for the length of the header.
  ///
  /// @throws IllegalArgumentException if it is less than the 107 bytes that version 1 may need
  public ProxyProtocol withHeaderBytesMax(int bytes) {
    if (bytes < SHORTEST_LIMIT) {
      throw new IllegalArgumentException(
          "a header of version 1 may have " + SHORTEST_LIMIT + " bytes, more than " + bytes);
    }
    return new ProxyProtocol(trusted, timeout, bytes, pendingMax);
  }

  /// With this limit for the connections that wait for their header.
  ///
  /// @throws IllegalArgumentException if it is less than 1
  public ProxyProtocol withPendingMax(int connections) {
    if (connections < 1) {
      throw new IllegalArgumentException(connections + " connections are less than 1");
    }
    return new ProxyProtocol(trusted, timeout, headerBytesMax, connections);
  }

  /// How long a header may take.
  public Duration timeout() {
    return timeout;
  }

  /// How long a header may be.
  public int headerBytesMax() {
    return headerBytesMax;
  }

  /// How many connections of a port may wait for their header on one reactor.
  public int pendingMax() {
    return pendingMax;
  }

  /// Whether a header from this address is believed.
  public boolean trusts(SocketAddress peer) {
    return switch (peer) {
      case InetSocketAddress inet when inet.getAddress() != null ->
          trusted.stream().anyMatch(range -> range.contains(inet.getAddress()));
      case UnixDomainSocketAddress _, UnixAbstractAddress _ -> true;
      default -> false;
    };
  }

  @Override
  public String toString() {
    return "ProxyProtocol[from " + trusted + ", within " + timeout + "]";
  }
}
