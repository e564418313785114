package dev.triga.nativeio.libc;

/// The error numbers that Triga tells apart, under their C names, as Linux defines them on x86-64
/// and aarch64. A test compares each with the C compiler's.
public final class Errno {
  /// The system does not permit it.
  public static final int EPERM = 1;

  /// There is no such file or registration.
  public static final int ENOENT = 2;

  /// A signal interrupted the call.
  public static final int EINTR = 4;

  /// The device failed.
  public static final int EIO = 5;

  /// The descriptor is not open.
  public static final int EBADF = 9;

  /// It would block.
  public static final int EAGAIN = 11;

  /// The system is out of memory.
  public static final int ENOMEM = 12;

  /// Permission denied.
  public static final int EACCES = 13;

  /// It is busy.
  public static final int EBUSY = 16;

  /// It is registered already.
  public static final int EEXIST = 17;

  /// The system does not accept this argument.
  public static final int EINVAL = 22;

  /// The whole system is out of descriptors.
  public static final int ENFILE = 23;

  /// This process is out of descriptors.
  public static final int EMFILE = 24;

  /// A limit of the system is reached.
  public static final int ENOSPC = 28;

  /// The other side is closed.
  public static final int EPIPE = 32;

  /// This kernel lacks the call.
  public static final int ENOSYS = 38;

  /// The descriptor is not a socket.
  public static final int ENOTSOCK = 88;

  /// The time is over.
  public static final int ETIME = 62;

  /// A protocol error.
  public static final int EPROTO = 71;

  /// This kind of socket lacks the option.
  public static final int ENOPROTOOPT = 92;

  /// The protocol is not there.
  public static final int EPROTONOSUPPORT = 93;

  /// This kind of socket does not support it.
  public static final int EOPNOTSUPP = 95;

  /// This system lacks the address family.
  public static final int EAFNOSUPPORT = 97;

  /// The address is in use.
  public static final int EADDRINUSE = 98;

  /// The address is not one of this machine, or no local port is free.
  public static final int EADDRNOTAVAIL = 99;

  /// The network is down.
  public static final int ENETDOWN = 100;

  /// No route leads to that network.
  public static final int ENETUNREACH = 101;

  /// The network dropped the connection.
  public static final int ENETRESET = 102;

  /// The connection was aborted before it was taken.
  public static final int ECONNABORTED = 103;

  /// The peer reset the connection.
  public static final int ECONNRESET = 104;

  /// The system has no buffer left.
  public static final int ENOBUFS = 105;

  /// The socket is connected already.
  public static final int EISCONN = 106;

  /// The socket is not connected.
  public static final int ENOTCONN = 107;

  /// This direction is closed already.
  public static final int ESHUTDOWN = 108;

  /// The peer did not answer in time.
  public static final int ETIMEDOUT = 110;

  /// The peer refused the connection.
  public static final int ECONNREFUSED = 111;

  /// The host is down.
  public static final int EHOSTDOWN = 112;

  /// No route leads to that host.
  public static final int EHOSTUNREACH = 113;

  /// The operation is under way already.
  public static final int EALREADY = 114;

  /// The operation has begun.
  public static final int EINPROGRESS = 115;

  /// The request was cancelled.
  public static final int ECANCELED = 125;

  private Errno() {}

  /// One clause for people, with the C name in brackets: `the peer refused the connection
  /// (ECONNREFUSED)`, and what to do where that is always the same. Takes the number either way,
  /// positive or negated.
  public static String sentence(int number) {
    int positive = Math.abs(number);
    return switch (positive) {
      case EPERM -> "the system does not permit it (EPERM)";
      case ENOENT -> "there is no such file or registration (ENOENT)";
      case EINTR -> "a signal interrupted the call (EINTR)";
      case EIO -> "the device failed (EIO)";
      case EBADF -> "the descriptor is not open (EBADF)";
      case EAGAIN -> "it would block (EAGAIN)";
      case ENOMEM -> "the system is out of memory (ENOMEM)";
      case EACCES -> "permission denied (EACCES)";
      case EBUSY -> "it is busy (EBUSY)";
      case EEXIST -> "it is registered already (EEXIST)";
      case EINVAL -> "the system does not accept this argument (EINVAL)";
      case ENFILE ->
          "the whole system is out of descriptors (ENFILE); raise its limit (fs.file-max)";
      case EMFILE -> "this process is out of descriptors (EMFILE); raise the limit (ulimit -n)";
      case ENOSPC -> "a limit of the system is reached (ENOSPC)";
      case EPIPE -> "the other side is closed (EPIPE)";
      case ENOSYS -> "this kernel lacks the call (ENOSYS)";
      case ENOTSOCK -> "the descriptor is not a socket (ENOTSOCK)";
      case ETIME -> "the time is over (ETIME)";
      case EPROTO -> "a protocol error (EPROTO)";
      case ENOPROTOOPT -> "this kind of socket lacks the option (ENOPROTOOPT)";
      case EPROTONOSUPPORT -> "the protocol is not there (EPROTONOSUPPORT)";
      case EOPNOTSUPP -> "this kind of socket does not support it (EOPNOTSUPP)";
      case EAFNOSUPPORT -> "this system lacks the address family (EAFNOSUPPORT)";
      case EADDRINUSE -> "the address is in use (EADDRINUSE)";
      case EADDRNOTAVAIL ->
          "the address is not one of this machine, or no local port is free (EADDRNOTAVAIL)";
      case ENETDOWN -> "the network is down (ENETDOWN)";
      case ENETUNREACH -> "no route leads to that network (ENETUNREACH)";
      case ENETRESET -> "the network dropped the connection (ENETRESET)";
      case ECONNABORTED -> "the connection was aborted before it was taken (ECONNABORTED)";
      case ECONNRESET -> "the peer reset the connection (ECONNRESET)";
      case ENOBUFS -> "the system has no buffer left (ENOBUFS)";
      case EISCONN -> "the socket is connected already (EISCONN)";
      case ENOTCONN -> "the socket is not connected (ENOTCONN)";
      case ESHUTDOWN -> "this direction is closed already (ESHUTDOWN)";
      case ETIMEDOUT -> "the peer did not answer in time (ETIMEDOUT)";
      case ECONNREFUSED -> "the peer refused the connection (ECONNREFUSED)";
      case EHOSTDOWN -> "the host is down (EHOSTDOWN)";
      case EHOSTUNREACH -> "no route leads to that host (EHOSTUNREACH)";
      case EALREADY -> "the operation is under way already (EALREADY)";
      case EINPROGRESS -> "the operation has begun (EINPROGRESS)";
      case ECANCELED -> "the request was cancelled (ECANCELED)";
      default ->
          "the system answered with error number "
              + (Platform.MACOS ? MacOs.untranslated(positive) : positive);
    };
  }
}
