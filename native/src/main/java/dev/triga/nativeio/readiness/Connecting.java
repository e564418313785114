package dev.triga.nativeio.readiness;

import dev.triga.driver.ConnectRequest;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamOptions;
import dev.triga.driver.StreamSink;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.SocketAddresses;
import dev.triga.nativeio.libc.Sockets;
import dev.triga.nativeio.socket.NetworkErrors;
import dev.triga.nativeio.socket.OpenSockets;
import dev.triga.nativeio.socket.StreamAddresses;
import dev.triga.nativeio.socket.StreamSockets;
import dev.triga.nativeio.socket.Unclaimed;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Begins connections. What fails at once is reported by the next poll, like what fails later; only
/// a local address that cannot be bound is the caller's fault and thrown.
final class Connecting {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0);

  private Connecting() {}

  static StreamSocket begin(ReadinessDriver driver, ConnectRequest request, StreamSink sink) {
    SocketAddress remote = request.remote();
    SocketAddress local = request.local();
    int descriptor = StreamSockets.socket(driver.memory, remote);
    var addresses = StreamAddresses.connected(remote, local == null ? unbound(remote) : local);
    var stream =
        new StreamSocket(Math.max(Registration.CLOSED, descriptor), driver, addresses, sink);
    stream.beginConnecting();
    int outcome = descriptor < 0 ? descriptor : start(driver, stream, request, remote, local);
    if (outcome < 0) {
      stream.failLater(NetworkErrors.notConnected(outcome));
    }
    return stream;
  }

  /// Takes over a socket that is connected already.
  ///
  /// @throws IllegalArgumentException if it is not
  static void adopt(
      ReadinessDriver driver,
      int descriptor,
      StreamOptions options,
      Function<StreamHandle, @Nullable StreamSink> claim) {
    CallMemory memory = driver.memory;
    SocketAddress peer = OpenSockets.prepareConnection(memory, descriptor);
    SocketAddress local = StreamAddresses.ask(memory, descriptor, StreamAddresses.UNNAMED);
    StreamSockets.configure(memory, descriptor, local, options);
    driver.descriptorTaken(descriptor);
    var addresses = StreamAddresses.connected(peer, local);
    var stream = new StreamSocket(descriptor, driver, addresses, Unclaimed.SINK);
    stream.shared = true;
    stream.claimedBy(claim.apply(stream));
  }

  /// What a connection is bound to before the system has chosen something.
  private static SocketAddress unbound(SocketAddress remote) {
    return remote instanceof InetSocketAddress ? ANY : StreamAddresses.UNNAMED;
  }

  private static int start(
      ReadinessDriver driver,
      StreamSocket stream,
      ConnectRequest request,
      SocketAddress remote,
      @Nullable SocketAddress local) {
    CallMemory memory = driver.memory;
    int descriptor = stream.descriptor;
    driver.descriptorTaken(descriptor);
    StreamSockets.configure(memory, descriptor, remote, request.options());
    if (local != null) {
      int bound = StreamSockets.bind(memory, descriptor, local);
      if (bound < 0) {
        Descriptors.close(memory.errno, descriptor);
        throw NetworkErrors.notBound(local, bound);
      }
    }
    int length = SocketAddresses.encode(remote, memory.address);
    int outcome = Sockets.connect(memory.errno, descriptor, memory.address, length);
    // A connect that a signal interrupts goes on in the background like any other.
    boolean begun = outcome >= 0 || outcome == -Errno.EINPROGRESS || outcome == -Errno.EINTR;
    return begun ? driver.register(stream) : outcome;
  }
}
