package dev.triga.nativeio.socket;

import dev.triga.driver.DatagramRequest;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.SocketAddresses;
import dev.triga.nativeio.libc.SocketConstants;
import dev.triga.nativeio.libc.Sockets;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/// Makes datagram sockets: UDP and Unix-domain ones.
public final class DatagramSockets {
  private DatagramSockets() {}

  /// Makes a socket as it is asked for, bound and, where there is a peer, connected; answers with
  /// its descriptor or a negated error number.
  public static int open(CallMemory memory, DatagramRequest request) {
    SocketAddress local = request.local();
    int family = SocketAddresses.family(local);
    int descriptor = Sockets.socket(memory.errno, family, SocketConstants.SOCK_DGRAM);
    if (descriptor < 0) {
      return descriptor;
    }
    int outcome =
        StreamSockets.orClosed(memory, descriptor, () -> bind(memory, descriptor, family, request));
    return outcome < 0 ? outcome : descriptor;
  }

  private static int bind(CallMemory memory, int descriptor, int family, DatagramRequest request) {
    int outcome = prepare(memory, descriptor, request);
    if (outcome >= 0) {
      outcome = StreamSockets.bind(memory, descriptor, request.local());
    }
    SocketAddress remote = request.remote();
    return outcome >= 0 && remote != null ? connect(memory, descriptor, family, remote) : outcome;
  }

  private static int prepare(CallMemory memory, int descriptor, DatagramRequest request) {
    if (request.reuseAddress()) {
      StreamSockets.general(memory, descriptor, SocketConstants.SO_REUSEADDR, 1);
    }
    if (request.reusePort()) {
      StreamSockets.general(memory, descriptor, SocketConstants.SO_REUSEPORT, 1);
    }
    if (request.sendBufferBytes() > 0) {
      StreamSockets.general(
          memory, descriptor, SocketConstants.SO_SNDBUF, request.sendBufferBytes());
    }
    if (request.receiveBufferBytes() > 0) {
      StreamSockets.general(
          memory, descriptor, SocketConstants.SO_RCVBUF, request.receiveBufferBytes());
    }
    if (request.local() instanceof InetSocketAddress inet
        && inet.getAddress() instanceof Inet6Address ip
        && ip.isAnyLocalAddress()) {
      // The system's default for this is a setting of the machine's.
      int level = SocketConstants.IPPROTO_IPV6;
      Sockets.setOption(memory, descriptor, level, SocketConstants.IPV6_V6ONLY, 0);
    }
    return request.broadcast()
        ? StreamSockets.general(memory, descriptor, SocketConstants.SO_BROADCAST, 1)
        : 0;
  }

  private static int connect(CallMemory memory, int descriptor, int family, SocketAddress remote) {
    int length =
        family == SocketConstants.AF_INET6 && remote instanceof InetSocketAddress inet
            ? SocketAddresses.encodeForIpv6(inet, memory.address)
            : SocketAddresses.encode(remote, memory.address);
    int outcome;
    do {
      outcome = Sockets.connect(memory.errno, descriptor, memory.address, length);
    } while (outcome == -Errno.EINTR);
    return outcome;
  }
}
