package dev.triga.nativeio.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.net.ConnectFailure;
import dev.triga.net.ConnectOptions;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.ProtocolFactory;
import dev.triga.protocol.Framing;
import dev.triga.reactor.Reactor;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Our side of the conversation, from the thread of the test.
final class Ours {
  private static final int SECONDS_MAX = 20;

  private Ours() {}

  /// Listens on a free port.
  static int listen(Reactor reactor, ListenOptions options, ProtocolFactory<?> factory) {
    var port =
        reactor.blockingCallFromThread(
            () -> reactor.listen(Endpoint.tcp("127.0.0.1", 0), options, factory));
    return ((InetSocketAddress) port.localAddress()).getPort();
  }

  /// Wraps the frames of whoever connects.
  static int wrap(Reactor reactor, Framing framing) {
    return listen(reactor, ListenOptions.DEFAULT, transport -> new Wrapping(transport, framing));
  }

  static Asking connect(Reactor reactor, int port, Framing framing) throws Exception {
    return connect(reactor, port, ConnectOptions.DEFAULT, framing);
  }

  /// Connects, also to a program that is only about to listen.
  static Asking connect(Reactor reactor, int port, ConnectOptions options, Framing framing)
      throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
    while (true) {
      try {
        return reactor
            .connect(
                Endpoint.tcp("127.0.0.1", port),
                options,
                transport -> new Asking(transport, framing))
            .toCompletableFuture()
            .get(SECONDS_MAX, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(ConnectFailure.class);
        if (options.tls() != null || System.nanoTime() > deadline) {
          throw e;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
    }
  }
}
