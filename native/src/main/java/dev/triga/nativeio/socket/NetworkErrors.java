package dev.triga.nativeio.socket;

import dev.triga.nativeio.libc.Errno;
import dev.triga.net.BindFailure;
import dev.triga.net.CloseReason;
import dev.triga.net.CloseReason.Kind;
import dev.triga.net.Endpoint;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/// Says in Triga's words what an error number means for a connection or an address.
public final class NetworkErrors {
  private static final int PRIVILEGED_PORTS = 1024;

  private NetworkErrors() {}

  /// Why an established connection broke.
  public static CloseReason broken(int errno) {
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
  public static CloseReason notConnected(int errno) {
    Kind kind =
        switch (Math.abs(errno)) {
          // A Unix-domain listener whose backlog is full answers so.
          case Errno.ECONNREFUSED, Errno.EAGAIN -> Kind.REFUSED;
          case Errno.ETIMEDOUT -> Kind.TIMED_OUT;
          case Errno.EADDRNOTAVAIL, Errno.EADDRINUSE -> Kind.BIND;
          case Errno.ECONNRESET, Errno.ECONNABORTED -> Kind.LOST;
          default -> Kind.UNREACHABLE;
        };
    return CloseReason.of(kind, Errno.sentence(errno));
  }

  /// Why a local address could not be listened on.
  public static BindFailure notListening(SocketAddress address, int errno) {
    return notListening(address, sentence(address, errno));
  }

  /// The same, where it is not the system that refuses.
  public static BindFailure notListening(SocketAddress address, String why) {
    return new BindFailure("cannot listen on " + Endpoint.of(address) + ": " + why);
  }

  /// Why a datagram socket could not be opened.
  public static BindFailure notOpened(SocketAddress address, int errno) {
    return notOpened(address, sentence(address, errno));
  }

  /// The same, where it is not the system that refuses.
  public static BindFailure notOpened(SocketAddress address, String why) {
    return new BindFailure("cannot open " + Endpoint.ofDatagrams(address) + ": " + why);
  }

  /// Why a connection could not be given the local address that was asked for.
  public static BindFailure notBound(SocketAddress address, int errno) {
    return new BindFailure(
        "cannot connect from " + Endpoint.of(address) + ": " + sentence(address, errno));
  }

  private static String sentence(SocketAddress address, int errno) {
    boolean isInternet = address instanceof InetSocketAddress;
    return switch (Math.abs(errno)) {
      case Errno.EADDRINUSE ->
          "the address is in use; choose another "
              + (isInternet ? "port" : "path")
              + " or stop the program that has it";
      case Errno.EADDRNOTAVAIL -> "the address is not one of this machine's; choose one that is";
      case Errno.EACCES ->
          address instanceof InetSocketAddress internet && internet.getPort() < PRIVILEGED_PORTS
              ? "permission denied; ports below 1024 usually need a privilege: choose a higher port"
                  + " or grant it (CAP_NET_BIND_SERVICE)"
              : "permission denied; ask whoever administers this machine";
      case Errno.EAFNOSUPPORT -> "this system has no IPv6; choose an IPv4 address";
      default -> Errno.sentence(errno);
    };
  }
}
