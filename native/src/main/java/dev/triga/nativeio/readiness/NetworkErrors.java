package dev.triga.nativeio.readiness;

import dev.triga.nativeio.libc.Errno;
import dev.triga.net.BindFailure;
import dev.triga.net.CloseReason;
import dev.triga.net.CloseReason.Kind;
import java.net.InetSocketAddress;

/// Says in Triga's words what an error number means for a connection or an address.
final class NetworkErrors {
  private static final int PRIVILEGED_PORTS = 1024;

  private NetworkErrors() {}

  /// Why an established connection broke.
  static CloseReason broken(int errno) {
    Kind kind =
        switch (Math.abs(errno)) {
          case Errno.ETIMEDOUT -> Kind.TIMED_OUT;
          case Errno.EHOSTUNREACH, Errno.ENETUNREACH, Errno.ENETDOWN, Errno.EHOSTDOWN ->
              Kind.UNREACHABLE;
          default -> Kind.LOST;
        };
    return CloseReason.of(kind, Errno.sentence(errno));
  }

  /// Why a connection could not be made.
  static CloseReason notConnected(int errno) {
    Kind kind =
        switch (Math.abs(errno)) {
          case Errno.ECONNREFUSED -> Kind.REFUSED;
          case Errno.ETIMEDOUT -> Kind.TIMED_OUT;
          case Errno.EADDRNOTAVAIL, Errno.EADDRINUSE -> Kind.BIND;
          case Errno.ECONNRESET, Errno.ECONNABORTED -> Kind.LOST;
          default -> Kind.UNREACHABLE;
        };
    return CloseReason.of(kind, Errno.sentence(errno));
  }

  /// Why a local address could not be had.
  static BindFailure notBound(InetSocketAddress address, int errno) {
    return new BindFailure(
        "cannot bind " + text(address) + ": " + Errno.sentence(errno) + advice(address, errno));
  }

  private static String advice(InetSocketAddress address, int errno) {
    return switch (Math.abs(errno)) {
      case Errno.EADDRINUSE -> "; stop what listens there, or choose another port (0 is a free one)";
      case Errno.EADDRNOTAVAIL -> "; bind an address of this machine, or all of them";
      case Errno.EACCES ->
          address.getPort() < PRIVILEGED_PORTS
              ? "; ports below 1024 need a privilege (CAP_NET_BIND_SERVICE), others do not"
              : "; ask whoever administers this machine";
      case Errno.EAFNOSUPPORT -> "; bind an IPv4 address";
      case Errno.EMFILE -> "; raise the limit on open files (ulimit -n)";
      default -> "";
    };
  }

  private static String text(InetSocketAddress address) {
    var ip = address.getAddress();
    String host = ip.getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
