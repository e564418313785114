package dev.triga.nativeio.socket;

import dev.triga.driver.Availability;
import dev.triga.driver.ListenRequest;
import dev.triga.driver.StreamOptions;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.Platform;
import dev.triga.nativeio.libc.SocketAddresses;
import dev.triga.nativeio.libc.SocketConstants;
import dev.triga.nativeio.libc.Sockets;
import dev.triga.net.BindFailures;
import dev.triga.net.UnixAbstractAddress;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.function.IntSupplier;

/// Makes and configures stream sockets: TCP and Unix-domain ones.
public final class StreamSockets {
  private StreamSockets() {}

  /// Whether sockets can be made for this kind of address.
  public static Availability supports(CallMemory memory, SocketAddress address) {
    return switch (address) {
      case InetSocketAddress internet when internet.getAddress() instanceof Inet6Address ->
          supportsIpv6(memory);
      case InetSocketAddress _ -> Availability.YES;
      case UnixDomainSocketAddress _ -> onLinux("Unix-domain sockets");
      case UnixAbstractAddress _ -> onLinux("abstract Unix-domain names");
      default ->
          Availability.no(
              "native drivers have no sockets for addresses of kind "
                  + address.getClass().getName());
    };
  }

  /// The answer for what has been written and tried for Linux only.
  public static Availability onLinux(String what) {
    return Platform.LINUX
        ? Availability.YES
        : Availability.no(what + " of native drivers are for Linux only; use the driver nio");
  }

  private static Availability supportsIpv6(CallMemory memory) {
    int probe = Sockets.socket(memory.errno, SocketConstants.AF_INET6, SocketConstants.SOCK_STREAM);
    if (probe < 0) {
      return Availability.no("IPv6 is not to be had here: " + Errno.sentence(probe));
    }
    Descriptors.close(memory.errno, probe);
    return Availability.YES;
  }

  /// Makes a socket for addresses of the same family as this one; answers with its descriptor or a
  /// negated error number.
  public static int socket(CallMemory memory, SocketAddress address) {
    return Sockets.socket(
        memory.errno, SocketAddresses.family(address), SocketConstants.SOCK_STREAM);
  }

  /// Binds; answers with zero or a negated error number.
  public static int bind(CallMemory memory, int descriptor, SocketAddress address) {
    int length = SocketAddresses.encode(address, memory.address);
    return Sockets.bind(memory.errno, descriptor, memory.address, length);
  }

  /// Prepares a new socket for what is asked, binds it and listens; answers with zero or a negated
  /// error number. One that does not come to listen is closed.
  ///
  /// @throws dev.triga.net.BindFailure if the permissions that are asked for cannot be set
  public static int bindAndListen(
      CallMemory memory, int descriptor, SocketAddress address, ListenRequest request) {
    return orClosed(memory, descriptor, () -> begin(memory, descriptor, address, request));
  }

  /// Makes of a new socket what it is to be; answers as that does. Where it fails, by its answer or
  /// by an exception, the socket is closed.
  static int orClosed(CallMemory memory, int descriptor, IntSupplier making) {
    int outcome = -1;
    try {
      outcome = making.getAsInt();
      return outcome;
    } finally {
      if (outcome < 0) {
        Descriptors.close(memory.errno, descriptor);
      }
    }
  }

  private static int begin(
      CallMemory memory, int descriptor, SocketAddress address, ListenRequest request) {
    if (request.reuseAddress()) {
      general(memory, descriptor, SocketConstants.SO_REUSEADDR, 1);
    }
    if (request.reusePort()) {
      general(memory, descriptor, SocketConstants.SO_REUSEPORT, 1);
    }
    if (address instanceof InetSocketAddress internet
        && internet.getAddress() instanceof Inet6Address ip
        && ip.isAnyLocalAddress()) {
      // The system's default for this is a setting of the machine's.
      int level = SocketConstants.IPPROTO_IPV6;
      Sockets.setOption(memory, descriptor, level, SocketConstants.IPV6_V6ONLY, 0);
    }
    configure(memory, descriptor, address, request.options());
    int bound = bind(memory, descriptor, address);
    if (bound >= 0 && request.permissions() != null) {
      restrict(address, request.permissions());
    }
    return bound < 0 ? bound : Sockets.listen(memory.errno, descriptor, request.backlog());
  }

  /// Nobody can connect before the socket listens, so nobody does before he may.
  private static void restrict(SocketAddress address, Set<PosixFilePermission> permissions) {
    if (address instanceof UnixDomainSocketAddress unix) {
      try {
        Files.setPosixFilePermissions(unix.getPath(), permissions);
      } catch (IOException e) {
        throw BindFailures.of(address, e);
      }
    }
  }

  /// Sets what a stream begins with. A connection inherits all of it from its listener.
  public static void configure(
      CallMemory memory, int descriptor, SocketAddress address, StreamOptions options) {
    boolean isTcp = address instanceof InetSocketAddress;
    if (options.noDelay() && isTcp) {
      int level = SocketConstants.IPPROTO_TCP;
      Sockets.setOption(memory, descriptor, level, SocketConstants.TCP_NODELAY, 1);
    }
    if (options.keepAlive() && isTcp) {
      general(memory, descriptor, SocketConstants.SO_KEEPALIVE, 1);
    }
    if (options.sendBufferBytes() > 0) {
      general(memory, descriptor, SocketConstants.SO_SNDBUF, options.sendBufferBytes());
    }
    if (options.receiveBufferBytes() > 0) {
      general(memory, descriptor, SocketConstants.SO_RCVBUF, options.receiveBufferBytes());
    }
  }

  /// Sets an option of the socket level; answers with zero or a negated error number.
  public static int general(CallMemory memory, int descriptor, int option, int value) {
    return Sockets.setOption(memory, descriptor, SocketConstants.SOL_SOCKET, option, value);
  }
}
