package dev.triga.nativeio.socket;

import dev.triga.driver.Availability;
import dev.triga.driver.ListenRequest;
import dev.triga.driver.StreamOptions;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.SocketAddresses;
import dev.triga.nativeio.libc.SocketConstants;
import dev.triga.nativeio.libc.Sockets;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/// Makes and configures TCP sockets.
public final class TcpSockets {
  private TcpSockets() {}

  /// Whether sockets can be made for this kind of address.
  public static Availability supports(CallMemory memory, SocketAddress address) {
    if (!(address instanceof InetSocketAddress internet)) {
      return Availability.no(
          "native drivers open TCP sockets, not " + address.getClass().getSimpleName());
    }
    if (!(internet.getAddress() instanceof Inet6Address)) {
      return Availability.YES;
    }
    int probe = Sockets.socket(memory.errno, SocketConstants.AF_INET6, SocketConstants.SOCK_STREAM);
    if (probe < 0) {
      return Availability.no("IPv6 is not to be had here: " + Errno.sentence(probe));
    }
    Descriptors.close(memory.errno, probe);
    return Availability.YES;
  }

  /// The address as one that TCP can use.
  ///
  /// @throws IllegalArgumentException if it is of another kind
  public static InetSocketAddress internet(SocketAddress address) {
    if (address instanceof InetSocketAddress internet) {
      return internet;
    }
    throw new IllegalArgumentException(
        "native drivers open TCP sockets, not " + address + "; give an InetSocketAddress");
  }

  /// Makes a socket for addresses of the same family as this one; answers with its descriptor or a
  /// negated error number.
  public static int socket(CallMemory memory, InetSocketAddress address) {
    return Sockets.socket(
        memory.errno, SocketAddresses.family(address), SocketConstants.SOCK_STREAM);
  }

  /// Binds; answers with zero or a negated error number.
  public static int bind(CallMemory memory, int descriptor, InetSocketAddress address) {
    int length = SocketAddresses.encode(address, memory.address);
    return Sockets.bind(memory.errno, descriptor, memory.address, length);
  }

  /// Prepares a new socket for what is asked, binds it and listens; answers with zero or a negated
  /// error number.
  public static int bindAndListen(
      CallMemory memory, int descriptor, InetSocketAddress address, ListenRequest request) {
    if (request.reuseAddress()) {
      general(memory, descriptor, SocketConstants.SO_REUSEADDR, 1);
    }
    if (request.reusePort()) {
      general(memory, descriptor, SocketConstants.SO_REUSEPORT, 1);
    }
    if (address.getAddress() instanceof Inet6Address ip && ip.isAnyLocalAddress()) {
      // The system's default for this is a setting of the machine's.
      int level = SocketConstants.IPPROTO_IPV6;
      Sockets.setOption(memory, descriptor, level, SocketConstants.IPV6_V6ONLY, 0);
    }
    configure(memory, descriptor, request.options());
    int bound = bind(memory, descriptor, address);
    return bound < 0 ? bound : Sockets.listen(memory.errno, descriptor, request.backlog());
  }

  /// Sets what a stream begins with. A connection inherits all of it from its listener.
  public static void configure(CallMemory memory, int descriptor, StreamOptions options) {
    if (options.noDelay()) {
      int level = SocketConstants.IPPROTO_TCP;
      Sockets.setOption(memory, descriptor, level, SocketConstants.TCP_NODELAY, 1);
    }
    if (options.keepAlive()) {
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
