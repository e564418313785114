package dev.triga.net;

import static dev.triga.async.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import dev.triga.testing.TestAuthority;
import dev.triga.testing.TrigaTest;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Ten thousand handshakes at night, some hundred in every run, over real sockets; one in ten is a
/// whole one, the others resume a session.
@TrigaTest
class HandshakesLeaveNothingTest {
  private static final int HANDSHAKES = Boolean.getBoolean("triga.nightly") ? 10_000 : 200;
  private static final int RESUMED = 10;

  /// What may be left, such as code, classes and the caches of the JDK: far less than one handshake
  /// needs times their number.
  private static final long GROWTH_MAX_BYTES = 1 << 20;

  private static final TestAuthority AUTHORITY = TestAuthority.create();

  /// Tells when its connection has ended.
  private static final class End implements Protocol {
    final Transport transport;
    final Deferred<CloseReason> ended;

    End(Transport transport) {
      this.transport = transport;
      this.ended = new Deferred<>(transport.reactor());
    }

    @Override
    public void connectionLost(CloseReason reason) {
      ended.succeed(reason);
    }
  }

  private static TlsOptions client() {
    return TlsOptions.client(List.of(AUTHORITY.certificate()));
  }

  private static void shake(Reactor reactor, int count) {
    var server = TlsOptions.server(TlsCredentials.of(AUTHORITY.identity("localhost", "127.0.0.1")));
    var port =
        reactor.listen(
            Endpoint.parse("tls:127.0.0.1:0"), ListenOptions.DEFAULT.withTls(server), End::new);
    var options = ConnectOptions.DEFAULT.withTls(client());
    for (int i = 0; i < count; i++) {
      if (i % RESUMED == 0) {
        options = ConnectOptions.DEFAULT.withTls(client());
      }
      var end = await(reactor.connect(port.endpoint(), options, End::new));
      end.transport.close();
      assertThat(await(end.ended).isDone()).isTrue();
    }
    await(port.stopListening());
  }

  private static long heap() {
    // The serial collector leaves some of the dead in three collections of four.
    for (int i = 0; i < 5; i++) {
      System.gc();
    }
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /// What direct buffers and memory mapped for files take, which no collection shows.
  private static long outsideTheHeap() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  @Test
  void memoryDoesNotGrowWithTheNumberOfHandshakes() {
    try (var reactor = Reactor.open()) {
      shake(reactor, HANDSHAKES / 4);
      long before = heap();
      long outsideBefore = outsideTheHeap();
      shake(reactor, HANDSHAKES);
      assertThat(heap() - before).isLessThan(GROWTH_MAX_BYTES);
      assertThat(outsideTheHeap() - outsideBefore).isLessThan(GROWTH_MAX_BYTES);
    }
  }
}
