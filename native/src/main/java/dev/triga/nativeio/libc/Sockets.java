package dev.triga.nativeio.libc;

import static dev.triga.nativeio.libc.SocketConstants.SOL_SOCKET;
import static dev.triga.nativeio.libc.SocketConstants.SO_LINGER;

/// Making, naming and configuring sockets.
///
/// Each method answers with zero or more, or with a negated error number ([Errno]).
public final class Sockets {
  /// What [#linger(CallMemory, int)] answers when `close` does not wait.
  public static final int NO_LINGER = Integer.MIN_VALUE;

  /// Size of `struct ucred`.
  public static final int CREDENTIALS_BYTES = 12;

  /// Where `struct tcp_info` has the peer's window.
  static final int TCP_INFO_WINDOW_OFFSET = 228;

  /// So much of `struct tcp_info` is read.
  private static final int TCP_INFO_BYTES = TCP_INFO_WINDOW_OFFSET + Integer.BYTES;

  /// Where the length of an option stands, behind the largest one.
  private static final int OPTION_LENGTH_OFFSET = TCP_INFO_BYTES;

  private Sockets() {}

  private static final class Socket {
    static final Downcall CALL = Downcalls.words("socket");
  }

  /// Makes a socket that neither blocks nor survives in a child; answers with its descriptor.
  public static int socket(ErrnoSlot errno, int family, int type) {
    if (Platform.MACOS) {
      return MacOs.prepared(errno, plainSocket(errno, MacOs.family(family), type));
    }
    return plainSocket(
        errno, family, type | SocketConstants.SOCK_NONBLOCK | SocketConstants.SOCK_CLOEXEC);
  }

  private static int plainSocket(ErrnoSlot errno, int family, int flags) {
    // SAFETY: numbers only.
    return Socket.CALL.number(errno, family, flags, 0);
  }

  private static final class Bind {
    static final Downcall CALL = Downcalls.blockingWords("bind");
  }

  /// Gives the socket the local address encoded at `address`. A Unix path may touch a file system,
  /// hence a blocking call.
  public static int bind(ErrnoSlot errno, int descriptor, long address, int length) {
    // SAFETY: the kernel reads `length` bytes at `address`, which SocketAddresses.encode wrote.
    return Bind.CALL.number(errno, descriptor, address, length);
  }

  private static final class Listen {
    static final Downcall CALL = Downcalls.words("listen");
  }

  /// Lets the bound socket queue up to `backlog` connections (the kernel caps it at
  /// `net.core.somaxconn`).
  public static int listen(ErrnoSlot errno, int descriptor, int backlog) {
    // SAFETY: numbers only.
    return Listen.CALL.number(errno, descriptor, backlog);
  }

  private static final class Accept {
    static final Downcall CALL = Downcalls.words("accept4");
  }

  /// Takes one queued connection of a non-blocking listener; answers with its descriptor. The
  /// peer's address goes to `address` and its length to the 32 bits at `lengthAddress`, which must
  /// hold the room there is; both zero when nobody wants to know.
  public static int accept(ErrnoSlot errno, int descriptor, long address, long lengthAddress) {
    if (Platform.MACOS) {
      return MacOs.prepared(errno, plainAccept(errno, descriptor, address, lengthAddress));
    }
    int flags = SocketConstants.SOCK_NONBLOCK | SocketConstants.SOCK_CLOEXEC;
    // SAFETY: the listener is non-blocking; the kernel writes at most the room that is declared.
    return Accept.CALL.number(errno, descriptor, address, lengthAddress, flags);
  }

  private static final class PlainAccept {
    static final Downcall CALL = Downcalls.words("accept");
  }

  private static int plainAccept(
      ErrnoSlot errno, int descriptor, long address, long lengthAddress) {
    // SAFETY: the listener is non-blocking; the kernel writes at most the room that is declared.
    return PlainAccept.CALL.number(errno, descriptor, address, lengthAddress);
  }

  private static final class Connect {
    static final Downcall CALL = Downcalls.blockingWords("connect");
  }

  /// Begins to connect a non-blocking socket; `-EINPROGRESS` is the usual answer. On the loop-back
  /// interface the whole handshake runs inside the call, hence a blocking one.
  public static int connect(ErrnoSlot errno, int descriptor, long address, int length) {
    // SAFETY: the kernel reads `length` bytes at `address`, which SocketAddresses.encode wrote.
    return Connect.CALL.number(errno, descriptor, address, length);
  }

  private static final class LocalName {
    static final Downcall CALL = Downcalls.words("getsockname");
  }

  /// Writes the local address to `address` and its length to the 32 bits at `lengthAddress`, which
  /// must hold the room there is.
  public static int localAddress(
      ErrnoSlot errno, int descriptor, long address, long lengthAddress) {
    // SAFETY: the kernel writes at most the room that is declared at `lengthAddress`.
    return LocalName.CALL.number(errno, descriptor, address, lengthAddress);
  }

  private static final class PeerName {
    static final Downcall CALL = Downcalls.words("getpeername");
  }

  /// Writes the peer's address likewise; `-ENOTCONN` when there is none.
  public static int peerAddress(ErrnoSlot errno, int descriptor, long address, long lengthAddress) {
    // SAFETY: the kernel writes at most the room that is declared at `lengthAddress`.
    return PeerName.CALL.number(errno, descriptor, address, lengthAddress);
  }

  private static final class SetOption {
    static final Downcall CALL = Downcalls.words("setsockopt");
  }

  /// Sets an option whose value is the structure of `length` bytes at `address`.
  public static int setOption(
      ErrnoSlot errno, int descriptor, int level, int option, long address, int length) {
    // SAFETY: the kernel reads `length` bytes at `address`, scratch memory of the caller's.
    return SetOption.CALL.number(
        errno, descriptor, levelNumber(level), optionNumber(level, option), address, length);
  }

  /// Sets an option that is an `int`.
  public static int setOption(CallMemory memory, int descriptor, int level, int option, int value) {
    NativeMemory.putInt(memory.scratch, value);
    return setOption(memory.errno, descriptor, level, option, memory.scratch, Integer.BYTES);
  }

  /// Sets for how many seconds `close` waits for unsent bytes; negative for not at all, which is
  /// the default and sends them in the background.
  public static int linger(CallMemory memory, int descriptor, int seconds) {
    NativeMemory.putInt(memory.scratch, seconds < 0 ? 0 : 1);
    NativeMemory.putInt(memory.scratch + Integer.BYTES, Math.max(0, seconds));
    int length = 2 * Integer.BYTES;
    return setOption(memory.errno, descriptor, SOL_SOCKET, SO_LINGER, memory.scratch, length);
  }

  /// Makes the coming `close` discard unsent bytes and reset the connection.
  public static int abortOnClose(CallMemory memory, int descriptor) {
    return linger(memory, descriptor, 0);
  }

  private static final class GetOption {
    static final Downcall CALL = Downcalls.words("getsockopt");
  }

  /// Reads an option that is an `int` and never negative.
  public static int option(CallMemory memory, int descriptor, int level, int option) {
    int outcome = readOption(memory, descriptor, level, option, Integer.BYTES);
    return outcome < 0 ? outcome : NativeMemory.getInt(memory.scratch);
  }

  /// Reads for how many seconds `close` waits; [#NO_LINGER] when it does not, other negative
  /// numbers are negated error numbers.
  public static int linger(CallMemory memory, int descriptor) {
    int outcome = readOption(memory, descriptor, SOL_SOCKET, SO_LINGER, 2 * Integer.BYTES);
    if (outcome < 0) {
      return outcome;
    }
    boolean on = NativeMemory.getInt(memory.scratch) != 0;
    return on ? NativeMemory.getInt(memory.scratch + Integer.BYTES) : NO_LINGER;
  }

  /// Reads an option of so many bytes into the scratch memory, and its real length behind it.
  private static int readOption(
      CallMemory memory, int descriptor, int level, int option, int bytes) {
    long value = memory.scratch;
    long length = memory.scratch + OPTION_LENGTH_OFFSET;
    NativeMemory.putLong(value, 0);
    NativeMemory.putInt(length, bytes);
    // SAFETY: the kernel writes at most the bytes that are declared, which end before their length.
    return GetOption.CALL.number(
        memory.errno, descriptor, levelNumber(level), optionNumber(level, option), value, length);
  }

  /// Reads who is at the other end of a Unix-domain connection: process, user and group, 32 bits
  /// each, at `memory.scratch`.
  public static int peerCredentials(CallMemory memory, int descriptor) {
    long length = memory.scratch + 2 * Long.BYTES;
    NativeMemory.putInt(length, CREDENTIALS_BYTES);
    // SAFETY: the kernel writes at most the twelve bytes that are declared.
    return GetOption.CALL.number(
        memory.errno, descriptor, SOL_SOCKET, SocketConstants.SO_PEERCRED, memory.scratch, length);
  }

  /// The error with which an asynchronous connect or a connection ended, as a positive error
  /// number; zero when there is none, negative when the question itself failed. Reading clears it.
  public static int pendingError(CallMemory memory, int descriptor) {
    int error = option(memory, descriptor, SOL_SOCKET, SocketConstants.SO_ERROR);
    return Platform.MACOS && error > 0 ? MacOs.errno(error) : error;
  }

  /// How many bytes the peer of a TCP connection has room for, as it last told; `-ENOSYS` where the
  /// system does not say, as Linux before 5.4; another negated error number for anything else.
  public static int peerWindow(CallMemory memory, int descriptor) {
    int level = SocketConstants.IPPROTO_TCP;
    int outcome = readOption(memory, descriptor, level, SocketConstants.TCP_INFO, TCP_INFO_BYTES);
    if (outcome < 0) {
      return outcome;
    }
    return NativeMemory.getInt(memory.scratch + OPTION_LENGTH_OFFSET) < TCP_INFO_BYTES
        ? -Errno.ENOSYS
        : Math.max(0, NativeMemory.getInt(memory.scratch + TCP_INFO_WINDOW_OFFSET));
  }

  private static int levelNumber(int level) {
    return Platform.MACOS ? MacOs.level(level) : level;
  }

  private static int optionNumber(int level, int option) {
    return Platform.MACOS ? MacOs.option(level, option) : option;
  }

  private static final class Shutdown {
    static final Downcall CALL = Downcalls.words("shutdown");
  }

  /// Closes one direction or both of a connection; the descriptor stays open.
  public static int shutdown(ErrnoSlot errno, int descriptor, int direction) {
    // SAFETY: numbers only.
    return Shutdown.CALL.number(errno, descriptor, direction);
  }
}
