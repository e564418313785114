package dev.triga.nativeio.socket;

import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.KernelAddress;
import dev.triga.nativeio.libc.NativeMemory;
import dev.triga.nativeio.libc.SocketAddresses;
import dev.triga.nativeio.libc.Sockets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/// The two addresses of a connection. They are made when somebody asks, since most servers never
/// do, and stay known after the connection is closed.
public final class StreamAddresses {
  /// What stands for the address of a socket that has none.
  public static final SocketAddress UNNAMED = UnixDomainSocketAddress.of("");

  private static final SocketAddress GONE =
      new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0);

  /// The peer's address as the kernel told it with the connection, which costs it nothing; asked
  /// later it would no longer know the peer of a connection that was reset. Null where there was
  /// nothing to tell.
  private final @Nullable KernelAddress accepted;

  private @Nullable SocketAddress remote;
  private @Nullable SocketAddress local;
  private final SocketAddress bound;

  private StreamAddresses(
      @Nullable KernelAddress accepted, @Nullable SocketAddress remote, SocketAddress bound) {
    this.accepted = accepted;
    this.remote = remote;
    this.bound = bound;
  }

  /// Those of a connection that was accepted just now, so that its peer's address is still in
  /// `memory.address` and its length in `memory.addressLength`; `bound` is the listener's address.
  public static StreamAddresses accepted(CallMemory memory, SocketAddress bound) {
    if (bound instanceof InetSocketAddress internet) {
      var addresses = new StreamAddresses(KernelAddress.read(memory.address), null, bound);
      // A listener that is bound to one address gives it to its connections.
      addresses.local = internet.getAddress().isAnyLocalAddress() ? null : bound;
      return addresses;
    }
    // Most clients of Unix-domain sockets have no name.
    int length = NativeMemory.getInt(memory.addressLength);
    var peer = SocketAddresses.decode(memory.address, length);
    return new StreamAddresses(null, peer, bound).bound();
  }

  private StreamAddresses bound() {
    local = bound;
    return this;
  }

  /// The same where the kernel did not tell the peer's address, which is asked for now.
  public static StreamAddresses accepted(CallMemory memory, int descriptor, SocketAddress bound) {
    int outcome =
        Sockets.peerAddress(memory.errno, descriptor, memory.address, memory.wholeAddressLength());
    // The peer may have gone already, and its address with it.
    return outcome < 0
        ? connected(bound instanceof InetSocketAddress ? GONE : UNNAMED, bound)
        : accepted(memory, bound);
  }

  /// Those of a connection of ours; `bound` is what we asked to be bound to.
  public static StreamAddresses connected(SocketAddress remote, SocketAddress bound) {
    return new StreamAddresses(null, remote, bound);
  }

  /// Whether they are those of a Unix-domain connection.
  public boolean isUnix() {
    return !(bound instanceof InetSocketAddress);
  }

  /// The peer's address.
  public SocketAddress remote() {
    SocketAddress known = remote;
    if (known == null) {
      KernelAddress peer = accepted;
      known = peer == null ? bound : peer.toSocketAddress();
      remote = known;
    }
    return known;
  }

  /// Our address; that of the listener, or the one asked for, if the socket is closed already.
  public SocketAddress local(CallMemory memory, int descriptor) {
    SocketAddress known = local;
    if (known != null) {
      return known;
    }
    if (descriptor == Registered.CLOSED) {
      return bound;
    }
    SocketAddress found = ask(memory, descriptor, bound);
    local = found;
    return found;
  }

  /// The address that a socket is bound to; `otherwise` when the system does not say.
  public static SocketAddress ask(CallMemory memory, int descriptor, SocketAddress otherwise) {
    int outcome =
        Sockets.localAddress(memory.errno, descriptor, memory.address, memory.wholeAddressLength());
    return outcome < 0
        ? otherwise
        : SocketAddresses.decode(memory.address, NativeMemory.getInt(memory.addressLength));
  }
}
