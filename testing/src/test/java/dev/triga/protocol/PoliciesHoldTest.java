package dev.triga.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.net.CloseReason;
import dev.triga.net.Endpoint;
import dev.triga.net.FileRegion;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.net.Transport;
import dev.triga.reactor.LogLevel;
import dev.triga.testing.MemoryPeer;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.TrigaTest;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@TrigaTest
class PoliciesHoldTest {
  private static final InetSocketAddress ADDRESS = new InetSocketAddress("127.0.0.1", 7000);
  private static final Endpoint ENDPOINT = Endpoint.parse("tcp:127.0.0.1:7000");

  private final List<CloseReason> ends = new ArrayList<>();
  private long gone;

  /// Answers every byte, and notes its end.
  private final class Echo implements Protocol {
    private final Transport transport;

    Echo(Transport transport) {
      this.transport = transport;
    }

    @Override
    public void dataReceived(ByteBuffer data) {
      transport.write(data);
    }

    @Override
    public void connectionLost(CloseReason reason) {
      ends.add(reason);
    }
  }

  private static MemoryPeer connected(MemoryReactor memory, ProtocolFactory<?> factory) {
    memory.reactor().listen(ENDPOINT, factory);
    var peer = memory.network().connect(ADDRESS);
    memory.settle();
    return peer;
  }

  @Test
  void anIdleConnectionEnds(MemoryReactor memory) {
    var peer = connected(memory, Policies.of(Echo::new).idleTimeout(Duration.ofMinutes(5)));
    memory.runFor(Duration.ofMinutes(4));
    peer.write("still here");
    memory.runFor(Duration.ofMinutes(5).minusMillis(1));
    assertThat(ends).isEmpty();
    memory.runFor(Duration.ofMillis(1));
    assertThat(ends).extracting(CloseReason::kind).containsExactly(CloseReason.Kind.TIMED_OUT);
    assertThat(ends.getFirst().detail()).contains("PT5M");
  }

  @Test
  void aSlowReaderIsNotIdle(MemoryReactor memory) {
    memory.network().windowBytes(100);
    var transports = new ArrayList<Transport>();
    var peer =
        connected(
            memory,
            Policies.of(
                    transport -> {
                      transports.add(transport);
                      return new Echo(transport);
                    })
                .idleTimeout(Duration.ofMinutes(1)));
    transports.getFirst().write(ByteBuffer.allocate(1_000));
    for (int i = 0; i < 9; i++) {
      memory.runFor(Duration.ofSeconds(50));
      peer.readAvailable();
      memory.settle();
    }
    assertThat(ends).isEmpty();
    memory.runFor(Duration.ofMinutes(2));
    assertThat(ends).hasSize(1);
  }

  @Test
  void whoDoesNotBeginInTimeIsSentAway(MemoryReactor memory) {
    var peer = connected(memory, Policies.of(Echo::new).handshakeTimeout(Duration.ofSeconds(10)));
    var silent = memory.network().connect(ADDRESS);
    peer.write("x");
    memory.runFor(Duration.ofSeconds(11));
    assertThat(ends).extracting(CloseReason::kind).containsExactly(CloseReason.Kind.TIMED_OUT);
    peer.write("y");
    memory.settle();
    assertThat(peer.readAvailable()).containsExactly('x', 'y');
    peer.close();
    silent.close();
    memory.settle();
  }

  @Test
  void aFirstLineThatTricklesInIsNoBeginning(MemoryReactor memory) {
    var peer =
        connected(
            memory,
            Policies.of(transport ->
                    new LineProtocol(transport) {
                      @Override
                      protected void lineReceived(String line) {}

                      @Override
                      public void connectionLost(CloseReason reason) {
                        ends.add(reason);
                      }
                    })
                .handshakeTimeout(Duration.ofSeconds(10)));
    for (int i = 0; i < 9; i++) {
      peer.write("x");
      memory.runFor(Duration.ofSeconds(1));
    }
    assertThat(ends).isEmpty();
    memory.runFor(Duration.ofSeconds(1));
    assertThat(ends).extracting(CloseReason::kind).containsExactly(CloseReason.Kind.TIMED_OUT);
  }

  @Test
  void aConnectionHasItsTimeAndNoMore(MemoryReactor memory) {
    var peer = connected(memory, Policies.of(Echo::new).totalTimeout(Duration.ofMinutes(1)));
    for (int i = 0; i < 59; i++) {
      peer.write("x");
      memory.runFor(Duration.ofSeconds(1));
    }
    assertThat(ends).isEmpty();
    memory.runFor(Duration.ofSeconds(1));
    assertThat(ends).extracting(CloseReason::kind).containsExactly(CloseReason.Kind.TIMED_OUT);
  }

  @Test
  void oneTooManyIsDeclinedUntilAnotherLeaves(MemoryReactor memory) {
    var first = connected(memory, Policies.of(Echo::new).connectionLimit(2));
    var second = memory.network().connect(ADDRESS);
    var third = memory.network().connect(ADDRESS);
    memory.settle();
    assertThat(third.end()).isNotEqualTo(dev.triga.testing.Peer.End.OPEN);
    first.close();
    memory.settle();
    var fourth = memory.network().connect(ADDRESS);
    fourth.write("in");
    memory.settle();
    assertThat(fourth.readAvailable()).hasSize(2);
    second.close();
    fourth.close();
    memory.settle();
  }

  @Test
  void eachPeerHasALimitOfItsOwn(MemoryReactor memory) {
    var first = connected(memory, Policies.of(Echo::new).perPeerLimit(1));
    var second = memory.network().connect(ADDRESS);
    memory.settle();
    assertThat(second.end()).isNotEqualTo(dev.triga.testing.Peer.End.OPEN);
    first.close();
    memory.settle();
    var third = memory.network().connect(ADDRESS);
    third.write("in");
    memory.settle();
    assertThat(third.readAvailable()).hasSize(2);
    third.close();
    memory.settle();
  }

  @Test
  void aFactoryThatThrowsTakesNoRoom(MemoryReactor memory) {
    int[] calls = {0};
    connected(
        memory,
        Policies.of(
                transport -> {
                  if (calls[0]++ == 0) {
                    return null;
                  }
                  return new Echo(transport);
                })
            .connectionLimit(1));
    var peer = memory.network().connect(ADDRESS);
    peer.write("in");
    memory.settle();
    assertThat(peer.readAvailable()).hasSize(2);
    peer.close();
    memory.settle();
  }

  @Test
  void readingIsThrottledToTheBudget(MemoryReactor memory) {
    var peer = connected(memory, Policies.of(Echo::new).throttle(1_000));
    int sent = 0;
    int back = 0;
    for (int i = 0; i < 100; i++) {
      sent += peer.offer(new byte[1_000]);
      memory.runFor(Duration.ofMillis(100));
      back += peer.readAvailable().length;
    }
    // Ten seconds, the tenth of a second that was saved, and what one read took at once.
    assertThat(back).isBetween(9_000, 10_100 + 64 * 1024);
    assertThat(sent).isGreaterThanOrEqualTo(back);
    peer.close();
    memory.runFor(Duration.ofMinutes(2));
    assertThat(ends).hasSize(1);
  }

  @Test
  void aThrottledWriterIsToldToWait(MemoryReactor memory) {
    var produced = new int[1];
    var peer =
        connected(
            memory,
            Policies.of(transport ->
                    new Protocol() {
                      @Override
                      public void connectionMade() {
                        transport.registerProducer(
                            new dev.triga.net.Producer.Pull() {
                              @Override
                              public void resume() {
                                produced[0] += 100;
                                transport.write(ByteBuffer.allocate(100));
                              }

                              @Override
                              public void stop() {}
                            });
                      }
                    })
                .throttle(1_000));
    for (int i = 0; i < 100; i++) {
      memory.runFor(Duration.ofMillis(100));
      peer.readAvailable();
    }
    assertThat(produced[0]).isBetween(9_000, 10_500);
    peer.abort();
    memory.settle();
  }

  @Test
  void trafficIsLogged(MemoryReactor memory) {
    var log = memory.reactor().log().child("traffic");
    log.level(LogLevel.DEBUG);
    var peer = connected(memory, Policies.of(Echo::new).trafficLog(log));
    peer.write("a\n");
    memory.settle();
    assertThat(peer.readAvailable()).hasSize(2);
    peer.close();
    memory.settle();
    assertThat(memory.reactor().log().history())
        .anySatisfy(entry -> assertThat(entry.message()).contains("received 2 bytes 'a\\x0a'"))
        .anySatisfy(entry -> assertThat(entry.message()).contains("wrote 2 bytes"))
        .anySatisfy(entry -> assertThat(entry.message()).contains("DONE"));
  }

  @Test
  void whoEndsIsAccountedFor(MemoryReactor memory) {
    var accounts = new ArrayList<ConnectionAccount>();
    var policies = Policies.of(Echo::new).idleTimeout(Duration.ofMinutes(1)).account(accounts::add);
    var peer = connected(memory, policies);
    peer.write("twelve bytes");
    memory.runFor(Duration.ofSeconds(30));
    assertThat(accounts).isEmpty();
    memory.runFor(Duration.ofSeconds(30));
    assertThat(accounts).hasSize(1);
    var account = accounts.getFirst();
    assertThat(account.localAddress()).isEqualTo(ADDRESS);
    assertThat(account.duration()).isEqualTo(Duration.ofMinutes(1));
    assertThat(account.receivedBytes()).isEqualTo(12);
    assertThat(account.writtenBytes()).isEqualTo(12);
    assertThat(account.reason().kind()).isEqualTo(CloseReason.Kind.TIMED_OUT);
    assertThat(ends).containsExactly(account.reason());
  }

  @Test
  void theBytesOfAFileAreAccountedFor(MemoryReactor memory, @TempDir Path folder) throws Exception {
    var file = Files.write(folder.resolve("file"), new byte[3 * 65_536]);
    var accounts = new ArrayList<ConnectionAccount>();
    var peer =
        connected(
            memory,
            Policies.of(transport -> new FileServer(transport, file)).account(accounts::add));
    assertThat(read(memory, peer, 3 * 65_536)).hasSize(3 * 65_536);
    peer.close();
    settleUntil(memory, () -> !accounts.isEmpty());
    assertThat(accounts).extracting(ConnectionAccount::writtenBytes).containsExactly(3L * 65_536);
  }

  @Test
  void aLimitThatIsNoneIsRefused() {
    assertThatThrownBy(() -> Policies.of(Echo::new).connectionLimit(0))
        .hasMessage("connection limit 0 is not positive");
    assertThatThrownBy(() -> Policies.of(Echo::new).idleTimeout(Duration.ZERO))
        .hasMessage("idle time-out PT0S is not positive");
  }

  /// Sends a file to whoever connects.
  private final class FileServer implements Protocol {
    private final Transport transport;
    private final Path file;

    FileServer(Transport transport, Path file) {
      this.transport = transport;
      this.file = file;
    }

    @Override
    public void connectionMade() {
      var region = FileRegion.of(file).onProgress(sent -> gone = sent);
      var ignored = transport.sendFile(region).exceptionally(t -> 0L);
    }

    @Override
    public void connectionLost(CloseReason reason) {
      ends.add(reason);
    }
  }

  /// Waits in real time, because files are read beside the loop.
  private static void settleUntil(MemoryReactor memory, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    memory.settle();
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(100_000);
      memory.settle();
    }
  }

  private static byte[] read(MemoryReactor memory, MemoryPeer peer, int count) {
    var all = new ByteArrayOutputStream();
    settleUntil(
        memory,
        () -> {
          all.writeBytes(peer.readAvailable());
          return all.size() >= count;
        });
    return all.toByteArray();
  }

  @Test
  void aFileIsSlowedDownAsWritesAre(MemoryReactor memory, @TempDir Path folder) throws Exception {
    var file = Files.write(folder.resolve("file"), new byte[3 * 65_536]);
    var peer =
        connected(
            memory, Policies.of(transport -> new FileServer(transport, file)).throttle(65_536));
    assertThat(read(memory, peer, 65_536)).hasSize(65_536);
    memory.runFor(Duration.ofMillis(800));
    assertThat(peer.readAvailable()).isEmpty();
    memory.runFor(Duration.ofMillis(200));
    assertThat(read(memory, peer, 65_536)).hasSize(65_536);
    memory.runFor(Duration.ofSeconds(1));
    assertThat(read(memory, peer, 65_536)).hasSize(65_536);
    peer.close();
    memory.settle();
  }

  @Test
  void aFileThatIsTakenSlowlyIsNotIdle(MemoryReactor memory, @TempDir Path folder)
      throws Exception {
    var file = Files.write(folder.resolve("file"), new byte[9 * 65_536]);
    memory.network().windowBytes(65_536);
    var peer =
        connected(
            memory,
            Policies.of(transport -> new FileServer(transport, file))
                .idleTimeout(Duration.ofMinutes(1)));
    for (int i = 0; i < 2; i++) {
      long before = gone;
      assertThat(read(memory, peer, 65_536)).hasSizeGreaterThanOrEqualTo(65_536);
      settleUntil(memory, () -> gone > before);
      memory.runFor(Duration.ofSeconds(50));
      assertThat(ends).isEmpty();
    }
    memory.runFor(Duration.ofMinutes(2));
    assertThat(ends).extracting(CloseReason::kind).containsExactly(CloseReason.Kind.TIMED_OUT);
  }
}
