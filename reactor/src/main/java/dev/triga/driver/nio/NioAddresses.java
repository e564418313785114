package dev.triga.driver.nio;

import dev.triga.driver.Availability;
import dev.triga.net.UnixAbstractAddress;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;

/// Which kinds of addresses the JDK has sockets for.
final class NioAddresses {
  private NioAddresses() {}

  /// Whether there are stream sockets for this address.
  static Availability supports(SocketAddress address) {
    return switch (address) {
      case InetSocketAddress _ -> Availability.YES;
      case UnixDomainSocketAddress _ -> Availability.YES;
      case UnixAbstractAddress _ ->
          Availability.no(
              "the JDK has no abstract Unix-domain names; use a native driver such as epoll, or"
                  + " unix:/PATH");
      default -> Availability.no("driver nio makes no stream sockets for " + address);
    };
  }

  /// The family of sockets for this address. A socket for IPv6 would turn the IPv4 wildcard into
  /// the one of both families.
  static ProtocolFamily family(SocketAddress address) {
    return switch (address) {
      case UnixDomainSocketAddress _ -> StandardProtocolFamily.UNIX;
      case InetSocketAddress inet when inet.getAddress() instanceof Inet4Address ->
          StandardProtocolFamily.INET;
      default -> StandardProtocolFamily.INET6;
    };
  }

  static boolean isUnix(SocketAddress address) {
    return address instanceof UnixDomainSocketAddress;
  }
}
