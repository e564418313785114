package dev.triga.fuzz;

import dev.triga.net.ConnectOptions;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.Protocol;
import dev.triga.net.TlsCredentials;
import dev.triga.net.TlsOptions;
import dev.triga.reactor.LogLevel;
import dev.triga.testing.Gen;
import dev.triga.testing.LogCapture;
import dev.triga.testing.MemoryPeer;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.Peer;
import dev.triga.testing.Seed;
import dev.triga.testing.TestAuthority;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// What a peer says in a TLS handshake: to our server, or to our client where the first byte is
/// odd. Whatever it is, it ends at most this connection, without an error in the log.
public final class TlsTarget {
  private static final TestAuthority AUTHORITY = TestAuthority.create();
  private static final TlsOptions SERVER =
      TlsOptions.server(TlsCredentials.of(AUTHORITY.identity("127.0.0.1", "localhost")))
          .withApplicationProtocols("one", "two");
  private static final TlsOptions CLIENT = TlsOptions.client(List.of(AUTHORITY.certificate()));
  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 7000);

  /// The engine computes beside the loop; longer than this an input is not worth waiting for.
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private TlsTarget() {}

  private record Silent() implements Protocol {}

  /// Feeds one input.
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    try (var memory = MemoryReactor.open();
        var log = LogCapture.of(memory.reactor().log())) {
      boolean toServer = (data[0] & 1) == 0;
      var peer = toServer ? ofServer(memory) : ofClient(memory);
      memory.settle();
      var gen = new Gen(new Seed(Arrays.hashCode(data)));
      for (byte[] piece : gen.chunks(Arrays.copyOfRange(data, 1, data.length))) {
        if (peer.end() == Peer.End.OPEN) {
          peer.write(piece);
          memory.settle();
        }
      }
      long deadline = System.nanoTime() + PATIENCE_NANOS;
      while (peer.end() == Peer.End.OPEN
          && peer.readAvailable().length == 0
          && System.nanoTime() < deadline) {
        LockSupport.parkNanos(50_000);
        memory.settle();
      }
      peer.close();
      memory.settle();
      if (!log.messages(LogLevel.ERROR).isEmpty()) {
        throw new AssertionError("errors were logged: " + log.entries());
      }
    }
  }

  private static MemoryPeer ofServer(MemoryReactor memory) {
    var ignored =
        memory
            .reactor()
            .listen(
                Endpoint.of(ADDRESS),
                ListenOptions.DEFAULT.withTls(SERVER),
                transport -> new Silent());
    return memory.network().connect(ADDRESS);
  }

  private static MemoryPeer ofClient(MemoryReactor memory) {
    var port = memory.network().listen(ADDRESS, 1);
    var ignored =
        memory
            .reactor()
            .connect(
                Endpoint.of(ADDRESS),
                ConnectOptions.DEFAULT.withTls(CLIENT),
                transport -> new Silent())
            .exceptionally(e -> new Silent());
    memory.settle();
    return port.accept(Peer.PATIENCE);
  }
}
