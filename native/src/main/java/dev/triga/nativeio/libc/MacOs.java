package dev.triga.nativeio.libc;

/// The numbers of macOS. Everywhere else in this module numbers are Linux's, and the wrappers of
/// the calls that both systems have translate by this class where they run on macOS.
///
/// Taken from Apple's open-source headers (`bsd/sys/errno.h`, `socket.h`, `fcntl.h`,
/// `bsd/netinet/tcp.h`, `bsd/netinet6/in6.h`); SUPPORTED_PLATFORMS.md says what of it has run.
final class MacOs {
  /// What an option becomes that macOS lacks, so that the system refuses it.
  static final int NO_SUCH_OPTION = 0x7FFF;

  /// Error numbers that Triga does not tell apart come out above this, lest they be taken for those
  /// of Linux with the same value.
  private static final int OTHER_ERRNO = 1000;

  static final int O_NONBLOCK = 0x4;
  static final int O_CLOEXEC = 0x100_0000;
  static final int F_DUPFD_CLOEXEC = 67;
  static final int F_SETFD = 2;
  static final int FD_CLOEXEC = 1;

  private static final int AF_INET6 = 30;
  private static final int SOL_SOCKET = 0xFFFF;
  private static final int LAST_COMMON_ERRNO = 34;
  private static final int EDEADLK = 11;

  private MacOs() {}

  /// Linux's number for an error of macOS.
  static int errno(int mac) {
    if (mac <= LAST_COMMON_ERRNO && mac != EDEADLK) {
      return mac;
    }
    return switch (mac) {
      case 35 -> Errno.EAGAIN;
      case 36 -> Errno.EINPROGRESS;
      case 37 -> Errno.EALREADY;
      case 38 -> Errno.ENOTSOCK;
      case 42 -> Errno.ENOPROTOOPT;
      case 43 -> Errno.EPROTONOSUPPORT;
      case 45, 102 -> Errno.EOPNOTSUPP;
      case 47 -> Errno.EAFNOSUPPORT;
      case 48 -> Errno.EADDRINUSE;
      case 49 -> Errno.EADDRNOTAVAIL;
      case 50 -> Errno.ENETDOWN;
      case 51 -> Errno.ENETUNREACH;
      case 52 -> Errno.ENETRESET;
      case 53 -> Errno.ECONNABORTED;
      case 54 -> Errno.ECONNRESET;
      case 55 -> Errno.ENOBUFS;
      case 56 -> Errno.EISCONN;
      case 57 -> Errno.ENOTCONN;
      case 58 -> Errno.ESHUTDOWN;
      case 60 -> Errno.ETIMEDOUT;
      case 61 -> Errno.ECONNREFUSED;
      case 64 -> Errno.EHOSTDOWN;
      case 65 -> Errno.EHOSTUNREACH;
      case 78 -> Errno.ENOSYS;
      case 89 -> Errno.ECANCELED;
      case 100 -> Errno.EPROTO;
      case 101 -> Errno.ETIME;
      default -> OTHER_ERRNO + mac;
    };
  }

  /// The system's own number of an error that [#errno] has no name for.
  static int untranslated(int number) {
    return number > OTHER_ERRNO ? number - OTHER_ERRNO : number;
  }

  /// The number of an address family.
  static int family(int linux) {
    return linux == SocketConstants.AF_INET6 ? AF_INET6 : linux;
  }

  /// Linux's number of an address family.
  static int linuxFamily(int mac) {
    return mac == AF_INET6 ? SocketConstants.AF_INET6 : mac;
  }

  /// The number of an option's level.
  static int level(int linux) {
    return linux == SocketConstants.SOL_SOCKET ? SOL_SOCKET : linux;
  }

  /// The number of an option of this level, both in Linux's numbers.
  static int option(int level, int linux) {
    return switch (level) {
      case SocketConstants.SOL_SOCKET -> generalOption(linux);
      case SocketConstants.IPPROTO_TCP -> tcpOption(linux);
      case SocketConstants.IPPROTO_IPV6 ->
          linux == SocketConstants.IPV6_V6ONLY ? 27 : NO_SUCH_OPTION;
      default -> NO_SUCH_OPTION;
    };
  }

  private static int generalOption(int linux) {
    return switch (linux) {
      case SocketConstants.SO_ACCEPTCONN -> 0x2;
      case SocketConstants.SO_REUSEADDR -> 0x4;
      case SocketConstants.SO_KEEPALIVE -> 0x8;
      case SocketConstants.SO_REUSEPORT -> 0x200;
      case SocketConstants.SO_SNDBUF -> 0x1001;
      case SocketConstants.SO_RCVBUF -> 0x1002;
      case SocketConstants.SO_ERROR -> 0x1007;
      case SocketConstants.SO_TYPE -> 0x1008;
      // The variant in seconds; that of the plain name counts in clock ticks.
      case SocketConstants.SO_LINGER -> 0x1080;
      default -> NO_SUCH_OPTION;
    };
  }

  private static int tcpOption(int linux) {
    return switch (linux) {
      case SocketConstants.TCP_NODELAY -> 0x1;
      case SocketConstants.TCP_KEEPIDLE -> 0x10;
      case SocketConstants.TCP_KEEPINTVL -> 0x101;
      case SocketConstants.TCP_KEEPCNT -> 0x102;
      default -> NO_SUCH_OPTION;
    };
  }

  /// The flags of `open`.
  static int openFlags(int linux) {
    int other = linux & ~(Descriptors.O_NONBLOCK | Descriptors.O_CLOEXEC);
    int nonBlocking = (linux & Descriptors.O_NONBLOCK) != 0 ? O_NONBLOCK : 0;
    int closing = (linux & Descriptors.O_CLOEXEC) != 0 ? O_CLOEXEC : 0;
    return other | nonBlocking | closing;
  }

  /// Gives a new descriptor what Linux gives it with the call that makes it: it never blocks and is
  /// closed in child processes. Answers with the descriptor, or with the negated error number after
  /// closing it.
  static int prepared(ErrnoSlot errno, int descriptor) {
    if (descriptor < 0) {
      return descriptor;
    }
    int outcome = Descriptors.control(errno, descriptor, F_SETFD, FD_CLOEXEC);
    outcome = outcome < 0 ? outcome : Descriptors.unblock(errno, descriptor);
    if (outcome < 0) {
      Descriptors.close(errno, descriptor);
    }
    return outcome < 0 ? outcome : descriptor;
  }
}
