package dev.triga.nativeio.libc;

/// The numbers of `<sys/socket.h>`, `<netinet/in.h>` and `<netinet/tcp.h>` under their C names, as
/// Linux defines them on x86-64 and aarch64. A test compares each with the C compiler's.
public final class SocketConstants {
  /// Address family of Unix-domain sockets.
  public static final int AF_UNIX = 1;

  /// Address family of IPv4.
  public static final int AF_INET = 2;

  /// Address family of IPv6.
  public static final int AF_INET6 = 10;

  /// A connection-oriented byte stream.
  public static final int SOCK_STREAM = 1;

  /// Datagrams.
  public static final int SOCK_DGRAM = 2;

  /// The new descriptor never blocks.
  public static final int SOCK_NONBLOCK = 0x800;

  /// The new descriptor is closed in child processes.
  public static final int SOCK_CLOEXEC = 0x80000;

  /// The level of the options of sockets in general.
  public static final int SOL_SOCKET = 1;

  /// The level of IPv4's options.
  public static final int IPPROTO_IP = 0;

  /// The level of TCP's options.
  public static final int IPPROTO_TCP = 6;

  /// The level of IPv6's options.
  public static final int IPPROTO_IPV6 = 41;

  /// Allows binding an address whose old connections are still in TIME_WAIT.
  public static final int SO_REUSEADDR = 2;

  /// The socket's type, to be read.
  public static final int SO_TYPE = 3;

  /// The error of an asynchronous operation, cleared by reading it.
  public static final int SO_ERROR = 4;

  /// Whether sending to broadcast addresses is allowed.
  public static final int SO_BROADCAST = 6;

  /// Size of the kernel's send buffer in bytes.
  public static final int SO_SNDBUF = 7;

  /// Size of the kernel's receive buffer in bytes.
  public static final int SO_RCVBUF = 8;

  /// Whether idle connections are probed.
  public static final int SO_KEEPALIVE = 9;

  /// What `close` does with unsent bytes; see [Sockets#abortOnClose].
  public static final int SO_LINGER = 13;

  /// Allows several sockets to listen on one address.
  public static final int SO_REUSEPORT = 15;

  /// Who is at the other end of a Unix-domain connection, to be read.
  public static final int SO_PEERCRED = 17;

  /// Whether the socket listens, to be read.
  public static final int SO_ACCEPTCONN = 30;

  /// The socket's address family, to be read.
  public static final int SO_DOMAIN = 39;

  /// Sends small segments at once.
  public static final int TCP_NODELAY = 1;

  /// Seconds of idleness before the first keep-alive probe.
  public static final int TCP_KEEPIDLE = 4;

  /// Seconds between keep-alive probes.
  public static final int TCP_KEEPINTVL = 5;

  /// Unanswered keep-alive probes until the connection counts as lost.
  public static final int TCP_KEEPCNT = 6;

  /// What the system knows of a connection, to be read.
  public static final int TCP_INFO = 11;

  /// Milliseconds that sent bytes may stay unacknowledged.
  public static final int TCP_USER_TIMEOUT = 18;

  /// How many unsent bytes the system takes before it says that it is full; zero for its default.
  public static final int TCP_NOTSENT_LOWAT = 25;

  /// Whether an IPv6 socket refuses IPv4.
  public static final int IPV6_V6ONLY = 26;

  /// Service class of outgoing IPv4 packets.
  public static final int IP_TOS = 1;

  /// Interface by which IPv4 multicast leaves.
  public static final int IP_MULTICAST_IF = 32;

  /// Hops that IPv4 multicast may take.
  public static final int IP_MULTICAST_TTL = 33;

  /// Whether IPv4 multicast is delivered to this machine too.
  public static final int IP_MULTICAST_LOOP = 34;

  /// Interface by which IPv6 multicast leaves.
  public static final int IPV6_MULTICAST_IF = 17;

  /// Hops that IPv6 multicast may take.
  public static final int IPV6_MULTICAST_HOPS = 18;

  /// Whether IPv6 multicast is delivered to this machine too.
  public static final int IPV6_MULTICAST_LOOP = 19;

  /// Joins a group, whichever the family.
  public static final int MCAST_JOIN_GROUP = 42;

  /// Leaves a group.
  public static final int MCAST_LEAVE_GROUP = 45;

  /// Joins a group for one source.
  public static final int MCAST_JOIN_SOURCE_GROUP = 46;

  /// Leaves a group for one source.
  public static final int MCAST_LEAVE_SOURCE_GROUP = 47;

  /// The call does not wait, whatever the descriptor is set to.
  public static final int MSG_DONTWAIT = 0x40;

  /// The datagram was longer than the room for it.
  public static final int MSG_TRUNC = 0x20;

  /// A send to a closed connection fails with `EPIPE` and raises no signal.
  public static final int MSG_NOSIGNAL = 0x4000;

  /// Received descriptors are closed in child processes.
  public static final int MSG_CMSG_CLOEXEC = 0x4000_0000;

  /// Ancillary data that are descriptors.
  public static final int SCM_RIGHTS = 1;

  /// Shuts down reading.
  public static final int SHUT_RD = 0;

  /// Shuts down writing.
  public static final int SHUT_WR = 1;

  /// Shuts down both directions.
  public static final int SHUT_RDWR = 2;

  private SocketConstants() {}
}
