package dev.triga.nativeio.readiness;

import dev.triga.driver.ConnectRequest;
import dev.triga.driver.StreamSink;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.SocketAddresses;
import dev.triga.nativeio.libc.Sockets;
import dev.triga.nativeio.socket.NetworkErrors;
import dev.triga.nativeio.socket.StreamAddresses;
import dev.triga.nativeio.socket.TcpSockets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// Begins connections. What fails at once is reported by the next poll, like what fails later; only
/// a local address that cannot be bound is the caller's fault and thrown.
final class Connecting {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0);

  private Connecting() {}

  static StreamSocket begin(ReadinessDriver driver, ConnectRequest request, StreamSink sink) {
    InetSocketAddress remote = TcpSockets.internet(request.remote());
    SocketAddress wanted = request.local();
    InetSocketAddress local = wanted == null ? null : TcpSockets.internet(wanted);
    int descriptor = TcpSockets.socket(driver.memory, remote);
    var addresses = StreamAddresses.connected(remote, local == null ? ANY : local);
    var stream =
        new StreamSocket(Math.max(Registration.CLOSED, descriptor), driver, addresses, sink);
    stream.beginConnecting();
    int outcome = descriptor < 0 ? descriptor : start(driver, stream, request, remote, local);
    if (outcome < 0) {
      stream.failLater(NetworkErrors.notConnected(outcome));
    }
    return stream;
  }

  private static int start(
      ReadinessDriver driver,
      StreamSocket stream,
      ConnectRequest request,
      InetSocketAddress remote,
      @Nullable InetSocketAddress local) {
    CallMemory memory = driver.memory;
    int descriptor = stream.descriptor;
    driver.descriptorTaken(descriptor);
    TcpSockets.configure(memory, descriptor, request.options());
    if (local != null) {
      int bound = TcpSockets.bind(memory, descriptor, local);
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
