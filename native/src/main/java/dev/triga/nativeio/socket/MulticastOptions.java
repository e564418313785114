package dev.triga.nativeio.socket;

import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.NativeMemory;
import dev.triga.nativeio.libc.SocketAddresses;
import dev.triga.nativeio.libc.SocketConstants;
import dev.triga.nativeio.libc.Sockets;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketOption;
import org.jspecify.annotations.Nullable;

/// Multicast on one datagram socket: membership in groups, and the options of what is sent. On the
/// turn.
public final class MulticastOptions {
  /// `struct group_req`: the number of an interface and a `struct sockaddr_storage`.
  public static final int GROUP_REQ_BYTES = 136;

  /// Offset of the group in it.
  public static final int GROUP_OFFSET = 8;

  /// `struct group_source_req`: the same and the source.
  public static final int GROUP_SOURCE_REQ_BYTES = 264;

  /// Offset of the source in it.
  public static final int SOURCE_OFFSET = 136;

  /// `struct ip_mreqn`: group, local address, number of an interface.
  public static final int IP_MREQN_BYTES = 12;

  private static final int IP_MREQN_INDEX_OFFSET = 8;

  private final CallMemory memory;
  private final boolean isIpv6;
  private @Nullable NetworkInterface sendsBy;

  /// For sockets of this family, through this memory.
  public MulticastOptions(CallMemory memory, int family) {
    this.memory = memory;
    this.isIpv6 = family == SocketConstants.AF_INET6;
  }

  /// Joins a group or leaves it.
  ///
  /// @throws IOException if the system refuses
  public void member(
      int descriptor,
      boolean join,
      InetAddress group,
      NetworkInterface on,
      @Nullable InetAddress source)
      throws IOException {
    int option =
        source == null
            ? (join ? SocketConstants.MCAST_JOIN_GROUP : SocketConstants.MCAST_LEAVE_GROUP)
            : (join
                ? SocketConstants.MCAST_JOIN_SOURCE_GROUP
                : SocketConstants.MCAST_LEAVE_SOURCE_GROUP);
    int level =
        group instanceof Inet4Address ? SocketConstants.IPPROTO_IP : SocketConstants.IPPROTO_IPV6;
    int length = source == null ? GROUP_REQ_BYTES : GROUP_SOURCE_REQ_BYTES;
    try (var arena = Arena.ofConfined()) {
      long request = arena.allocate(length, Long.BYTES).address();
      NativeMemory.putInt(request, on.getIndex());
      SocketAddresses.encode(new InetSocketAddress(group, 0), request + GROUP_OFFSET);
      if (source != null) {
        SocketAddresses.encode(new InetSocketAddress(source, 0), request + SOURCE_OFFSET);
      }
      check(Sockets.setOption(memory.errno, descriptor, level, option, request, length));
    }
  }

  private static void check(int outcome) throws IOException {
    if (outcome < 0) {
      throw new IOException(Errno.sentence(outcome));
    }
  }

  /// Whether an option of this name is one of multicast.
  public static boolean knows(SocketOption<?> option) {
    return option.name().startsWith("IP_MULTICAST_");
  }

  /// The value of an option.
  ///
  /// @throws IOException if the system refuses
  /// @throws UnsupportedOperationException if there is no such option, or the interface was never
  ///   set
  public <T> T read(int descriptor, SocketOption<T> option) throws IOException {
    if (option.name().equals("IP_MULTICAST_IF")) {
      var set = sendsBy;
      if (set == null) {
        throw new UnsupportedOperationException(
            "the system chooses the interface for multicast: IP_MULTICAST_IF was never set");
      }
      return option.type().cast(set);
    }
    int value =
        isIpv6
            ? Sockets.option(memory, descriptor, SocketConstants.IPPROTO_IPV6, ipv6(option))
            : Sockets.option(memory, descriptor, SocketConstants.IPPROTO_IP, ipv4(option));
    check(value);
    return option.type() == Boolean.class
        ? option.type().cast(value != 0)
        : option.type().cast(value);
  }

  /// Sets an option, on a socket for both families for both.
  ///
  /// @throws IOException if the system refuses
  public void write(int descriptor, SocketOption<?> option, Object value) throws IOException {
    if (value instanceof NetworkInterface by) {
      sendBy(descriptor, by);
      return;
    }
    int plain =
        switch (value) {
          case Boolean flag -> flag ? 1 : 0;
          case Integer number -> number;
          default -> throw new IllegalArgumentException(option.name() + " does not take " + value);
        };
    if (isIpv6) {
      check(
          Sockets.setOption(memory, descriptor, SocketConstants.IPPROTO_IPV6, ipv6(option), plain));
    }
    check(Sockets.setOption(memory, descriptor, SocketConstants.IPPROTO_IP, ipv4(option), plain));
  }

  private void sendBy(int descriptor, NetworkInterface by) throws IOException {
    if (isIpv6) {
      check(
          Sockets.setOption(
              memory,
              descriptor,
              SocketConstants.IPPROTO_IPV6,
              SocketConstants.IPV6_MULTICAST_IF,
              by.getIndex()));
    }
    NativeMemory.clear(memory.scratch, IP_MREQN_BYTES);
    NativeMemory.putInt(memory.scratch + IP_MREQN_INDEX_OFFSET, by.getIndex());
    check(
        Sockets.setOption(
            memory.errno,
            descriptor,
            SocketConstants.IPPROTO_IP,
            SocketConstants.IP_MULTICAST_IF,
            memory.scratch,
            IP_MREQN_BYTES));
    sendsBy = by;
  }

  private static int ipv4(SocketOption<?> option) {
    return switch (option.name()) {
      case "IP_MULTICAST_TTL" -> SocketConstants.IP_MULTICAST_TTL;
      case "IP_MULTICAST_LOOP" -> SocketConstants.IP_MULTICAST_LOOP;
      default -> throw unknown(option);
    };
  }

  private static int ipv6(SocketOption<?> option) {
    return switch (option.name()) {
      case "IP_MULTICAST_TTL" -> SocketConstants.IPV6_MULTICAST_HOPS;
      case "IP_MULTICAST_LOOP" -> SocketConstants.IPV6_MULTICAST_LOOP;
      default -> throw unknown(option);
    };
  }

  private static UnsupportedOperationException unknown(SocketOption<?> option) {
    return new UnsupportedOperationException(
        "native drivers do not know the option "
            + option.name()
            + "; they know IP_MULTICAST_IF, IP_MULTICAST_TTL and IP_MULTICAST_LOOP");
  }
}
