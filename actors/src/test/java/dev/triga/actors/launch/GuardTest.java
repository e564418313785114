package dev.triga.actors.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.actors.launch.Hello.Purpose;
import dev.triga.actors.wire.Lane;
import dev.triga.actors.wire.WireConnection;
import dev.triga.actors.wire.WireInput;
import dev.triga.net.CloseReason;
import dev.triga.net.Endpoint;
import dev.triga.reactor.LogLevel;
import dev.triga.reactor.Reactor;
import dev.triga.testing.TrigaTest;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who is let in, and how the watch and its beacon speak with each other.
@TrigaTest
class GuardTest {
  private static final Duration TIMEOUT = Duration.ofMillis(400);

  @TempDir private Path folder = Path.of("");

  private final Secret secret = Secret.fresh();
  private final BlockingQueue<Hello> welcomed = new LinkedBlockingQueue<>();
  private final BlockingQueue<BeaconWatch.Finding> findings = new LinkedBlockingQueue<>();
  private final CountDownLatch orphaned = new CountDownLatch(1);
  private final CountDownLatch halted = new CountDownLatch(1);
  private Reactor reactor = Reactor.builder().driver("nio").open();

  @BeforeEach
  void listen() throws IOException {
    var owner = Files.getOwner(folder);
    reactor.log().level(LogLevel.CRITICAL);
    reactor.start();
    reactor.blockingCallFromThread(() ->
        reactor.listen(
            Endpoint.unix(folder.resolve("s")), new Guard(secret, owner, this::welcome).factory()));
  }

  @AfterEach
  void close() {
    reactor.close();
  }

  private WireConnection.Receiver welcome(Hello hello, WireConnection connection) {
    welcomed.add(hello);
    if (hello.purpose() == Purpose.BEACON) {
      var watch = BeaconWatch.over(reactor, connection, TIMEOUT, listener());
      watch.begin();
      return watch;
    }
    return new WireConnection.Receiver() {
      @Override
      public void messageReceived(Lane lane, WireInput message) {}

      @Override
      public void connectionLost(CloseReason reason) {}
    };
  }

  private BeaconWatch.Listener listener() {
    return (finding, since) -> findings.add(finding);
  }

  private Beacon light() throws IOException {
    return Beacon.light(
        folder.resolve("s"),
        new Hello(secret, "a1", Purpose.BEACON),
        orphaned::countDown,
        halted::countDown);
  }

  private SocketChannel visit(byte[] bytes) throws IOException {
    var channel = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("s")));
    channel.write(ByteBuffer.wrap(bytes));
    return channel;
  }

  private static byte[] frame(byte[] message) {
    return ByteBuffer.allocate(5 + message.length)
        .putInt(message.length + 1)
        .put((byte) 0)
        .put(message)
        .array();
  }

  @Test
  void whoKnowsTheSecretIsLetIn() throws IOException, InterruptedException {
    try (var _ = visit(frame(new Hello(secret, "a7", Purpose.MESSAGES).toMessage().toBytes()))) {
      var hello = welcomed.poll(5, TimeUnit.SECONDS);
      assertThat(hello).isNotNull();
      assertThat(hello.process()).isEqualTo("a7");
      assertThat(hello.toString()).contains("Secret[32 bytes]");
    }
  }

  @Test
  void whoDoesNotIsSentAway() throws IOException {
    byte[] wrong = frame(new Hello(Secret.fresh(), "a7", Purpose.MESSAGES).toMessage().toBytes());
    byte[] garbage = frame(new byte[100]);
    byte[] tooLong = frame(new byte[1_000]);
    for (byte[] visit :
        new byte[][] {
          wrong, garbage, tooLong, "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)
        }) {
      try (var channel = visit(visit)) {
        assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
      } catch (IOException reset) {
        assertThat(reset).hasMessageContaining("reset");
      }
    }
    assertThat(welcomed).isEmpty();
  }

  @Test
  void aLoopThatBeatsIsFoundAliveAndOneThatDoesNotIsFoundStuck()
      throws IOException, InterruptedException {
    var beacon = light();
    long until = System.nanoTime() + 3 * TIMEOUT.toNanos();
    while (System.nanoTime() < until) {
      beacon.beat();
      assertThat(findings.poll(10, TimeUnit.MILLISECONDS)).isNull();
    }
    assertThat(findings.poll(5, TimeUnit.SECONDS)).isEqualTo(BeaconWatch.Finding.LOOP_STUCK);
    beacon.leaving();
    reactor.close();
    assertThat(halted.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(orphaned.getCount()).as("asked to stop when it was about to").isOne();
  }

  @Test
  void aWorkerWithoutItsArbiterIsAskedToStopAndThenHalted()
      throws IOException, InterruptedException {
    light();
    assertThat(welcomed.poll(5, TimeUnit.SECONDS)).isNotNull();
    long begin = System.nanoTime();
    reactor.close();
    assertThat(orphaned.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(halted.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isBetween(Beacon.LAST_WORDS, Beacon.LAST_WORDS.plusSeconds(2));
  }

  @Test
  void aJvmThatDoesNotAnswerIsFoundSilent() throws IOException, InterruptedException {
    try (var _ = visit(frame(new Hello(secret, "a7", Purpose.BEACON).toMessage().toBytes()))) {
      assertThat(findings.poll(5, TimeUnit.SECONDS)).isEqualTo(BeaconWatch.Finding.JVM_SILENT);
    }
  }
}
