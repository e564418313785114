package dev.triga.nativeio.socket;

import dev.triga.driver.ConnectRequest;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.SocketAddresses;
import dev.triga.nativeio.libc.Sockets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// A connection that has begun, or has failed at once, which is for the next poll to report like
/// what fails later.
///
/// @param descriptor the non-blocking socket, which becomes writable or fails, or
///   [Registered#CLOSED] if it has failed at once
/// @param addresses of the connection
/// @param outcome zero or more, or the negated error number of what failed at once
public record Connecting(int descriptor, StreamAddresses addresses, int outcome) {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0);

  /// Begins a connection.
  ///
  /// @param taken hears of the new descriptor
  /// @throws dev.triga.net.BindFailure if the local address cannot be bound, which is the caller's
  ///   fault
  public static Connecting begin(CallMemory memory, ConnectRequest request, IntConsumer taken) {
    SocketAddress remote = request.remote();
    SocketAddress local = request.local();
    var addresses = StreamAddresses.connected(remote, local == null ? unbound(remote) : local);
    int descriptor = StreamSockets.socket(memory, remote);
    if (descriptor < 0) {
      return new Connecting(Registered.CLOSED, addresses, descriptor);
    }
    taken.accept(descriptor);
    int outcome =
        StreamSockets.orClosed(
            memory, descriptor, () -> start(memory, descriptor, request, remote, local));
    return new Connecting(outcome < 0 ? Registered.CLOSED : descriptor, addresses, outcome);
  }

  /// What a connection is bound to before the system has chosen something.
  private static SocketAddress unbound(SocketAddress remote) {
    return remote instanceof InetSocketAddress ? ANY : StreamAddresses.UNNAMED;
  }

  private static int start(
      CallMemory memory,
      int descriptor,
      ConnectRequest request,
      SocketAddress remote,
      @Nullable SocketAddress local) {
    StreamSockets.configure(memory, descriptor, remote, request.options());
    if (local != null) {
      int bound = StreamSockets.bind(memory, descriptor, local);
      if (bound < 0) {
        throw NetworkErrors.notBound(local, bound);
      }
    }
    int length = SocketAddresses.encode(remote, memory.address);
    int outcome = Sockets.connect(memory.errno, descriptor, memory.address, length);
    // A connect that a signal interrupts goes on in the background like any other.
    return outcome == -Errno.EINPROGRESS || outcome == -Errno.EINTR ? 0 : outcome;
  }
}
