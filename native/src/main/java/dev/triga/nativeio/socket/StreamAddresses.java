package dev.triga.nativeio.socket;

import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.KernelAddress;
import dev.triga.nativeio.libc.SocketAddresses;
import dev.triga.nativeio.libc.Sockets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// The two addresses of a connection. They are made when somebody asks, since most servers never
/// do, and stay known after the connection is closed.
public final class StreamAddresses {
  /// The peer's address as the kernel told it with the connection, which costs it nothing; asked
  /// later it would no longer know the peer of a connection that was reset.
  private final @Nullable KernelAddress accepted;

  private static final InetSocketAddress GONE =
      new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0);

  private @Nullable InetSocketAddress remote;
  private @Nullable InetSocketAddress local;
  private final InetSocketAddress bound;

  private StreamAddresses(
      @Nullable KernelAddress accepted,
      @Nullable InetSocketAddress remote,
      InetSocketAddress bound) {
    this.accepted = accepted;
    this.remote = remote;
    this.bound = bound;
    // A listener that is bound to one address gives it to its connections.
    this.local = accepted != null && !bound.getAddress().isAnyLocalAddress() ? bound : null;
  }

  /// Those of an accepted connection, of which `bound` is the listener's address.
  public static StreamAddresses accepted(KernelAddress peer, InetSocketAddress bound) {
    return new StreamAddresses(peer, null, bound);
  }

  /// The same where the kernel did not tell the peer's address, which is asked for now.
  public static StreamAddresses accepted(
      CallMemory memory, int descriptor, InetSocketAddress bound) {
    int outcome =
        Sockets.peerAddress(memory.errno, descriptor, memory.address, memory.wholeAddressLength());
    // The peer may have gone already, and its address with it.
    return outcome < 0
        ? connected(GONE, bound)
        : accepted(KernelAddress.read(memory.address), bound);
  }

  /// Those of a connection of ours; `bound` is what we asked to be bound to.
  public static StreamAddresses connected(InetSocketAddress remote, InetSocketAddress bound) {
    return new StreamAddresses(null, remote, bound);
  }

  /// The peer's address.
  public InetSocketAddress remote() {
    InetSocketAddress known = remote;
    if (known == null) {
      KernelAddress peer = accepted;
      known = peer == null ? bound : peer.toSocketAddress();
      remote = known;
    }
    return known;
  }

  /// Our address; that of the listener, or the one asked for, if the socket is closed already.
  public InetSocketAddress local(CallMemory memory, int descriptor) {
    InetSocketAddress known = local;
    if (known != null) {
      return known;
    }
    if (descriptor == Registered.CLOSED) {
      return bound;
    }
    InetSocketAddress found = ask(memory, descriptor, bound);
    local = found;
    return found;
  }

  /// The address that a socket is bound to; `otherwise` when the system does not say.
  public static InetSocketAddress ask(
      CallMemory memory, int descriptor, InetSocketAddress otherwise) {
    int outcome =
        Sockets.localAddress(memory.errno, descriptor, memory.address, memory.wholeAddressLength());
    return outcome < 0 ? otherwise : SocketAddresses.decode(memory.address);
  }
}
