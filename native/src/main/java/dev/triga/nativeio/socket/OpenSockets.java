package dev.triga.nativeio.socket;

import dev.triga.driver.StreamOptions;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.NativeMemory;
import dev.triga.nativeio.libc.SocketAddresses;
import dev.triga.nativeio.libc.SocketConstants;
import dev.triga.nativeio.libc.Sockets;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// Looks at sockets that somebody else has opened, before they are taken over.
public final class OpenSockets {
  private OpenSockets() {}

  /// Checks that it is a listening stream socket, makes it non-blocking and sets its options;
  /// answers with its address.
  ///
  /// @throws IllegalArgumentException if it is not one, with the reason
  public static SocketAddress prepareListener(
      CallMemory memory, int descriptor, StreamOptions options) {
    requireType(memory, descriptor, SocketConstants.SOCK_STREAM);
    if (Sockets.option(
            memory, descriptor, SocketConstants.SOL_SOCKET, SocketConstants.SO_ACCEPTCONN)
        != 1) {
      throw wrong(descriptor, "it does not listen");
    }
    unblock(memory, descriptor);
    return configure(memory, descriptor, options);
  }

  /// Checks that it is a connected stream socket, makes it non-blocking and sets its options;
  /// answers with its addresses.
  ///
  /// @throws IllegalArgumentException if it is not one, with the reason
  public static StreamAddresses prepareConnection(
      CallMemory memory, int descriptor, StreamOptions options) {
    requireType(memory, descriptor, SocketConstants.SOCK_STREAM);
    var peer = peer(memory, descriptor);
    if (peer == null) {
      throw wrong(descriptor, "it is not connected");
    }
    unblock(memory, descriptor);
    return StreamAddresses.connected(peer, configure(memory, descriptor, options));
  }

  private static SocketAddress configure(CallMemory memory, int descriptor, StreamOptions options) {
    var local = StreamAddresses.ask(memory, descriptor, StreamAddresses.UNNAMED);
    StreamSockets.configure(memory, descriptor, local, options);
    return local;
  }

  /// Checks that it is a datagram socket, and makes it non-blocking.
  ///
  /// @return the peer that it is connected to, or null
  /// @throws IllegalArgumentException if not, with the reason
  public static @Nullable SocketAddress prepareDatagram(CallMemory memory, int descriptor) {
    requireType(memory, descriptor, SocketConstants.SOCK_DGRAM);
    unblock(memory, descriptor);
    return peer(memory, descriptor);
  }

  /// Whether it is a socket of any kind.
  public static boolean isSocket(CallMemory memory, int descriptor) {
    return Sockets.option(memory, descriptor, SocketConstants.SOL_SOCKET, SocketConstants.SO_TYPE)
        >= 0;
  }

  private static void requireType(CallMemory memory, int descriptor, int wanted) {
    int type =
        Sockets.option(memory, descriptor, SocketConstants.SOL_SOCKET, SocketConstants.SO_TYPE);
    if (type < 0) {
      throw wrong(descriptor, Errno.sentence(type));
    }
    if (type != wanted) {
      throw wrong(
          descriptor,
          wanted == SocketConstants.SOCK_STREAM
              ? "it is no stream socket"
              : "it is no datagram socket");
    }
  }

  /// Makes any descriptor non-blocking.
  ///
  /// @throws IllegalArgumentException if it is not open
  public static void unblock(CallMemory memory, int descriptor) {
    int outcome = Descriptors.unblock(memory.errno, descriptor);
    if (outcome < 0) {
      throw wrong(descriptor, Errno.sentence(outcome));
    }
  }

  private static @Nullable SocketAddress peer(CallMemory memory, int descriptor) {
    int outcome =
        Sockets.peerAddress(memory.errno, descriptor, memory.address, memory.wholeAddressLength());
    return outcome < 0
        ? null
        : SocketAddresses.decode(memory.address, NativeMemory.getInt(memory.addressLength));
  }

  /// Why a descriptor cannot be used, from the error number.
  static IllegalArgumentException unusable(int descriptor, int outcome) {
    return new IllegalArgumentException(
        "descriptor " + descriptor + " cannot be used: " + Errno.sentence(outcome));
  }

  /// Why a descriptor cannot be taken over.
  public static IllegalArgumentException wrong(int descriptor, String reason) {
    return new IllegalArgumentException(
        "descriptor " + descriptor + " cannot be taken over: " + reason);
  }
}
