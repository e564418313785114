package dev.triga.testing;

import static dev.triga.testing.DeferredAssert.assertThatDeferred;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.async.Deferred;
import dev.triga.driver.DriverUnavailableException;
import dev.triga.net.BindFailure;
import dev.triga.net.CloseReason;
import dev.triga.net.Endpoint;
import dev.triga.net.FileRegion;
import dev.triga.net.Producer;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import dev.triga.reactor.LogLevel;
import dev.triga.reactor.Reactor;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The stand-ins of the kit behave as what they stand for.
@TrigaTest
class DoublesTest {
  record Echo(Transport transport) implements Protocol {
    @Override
    public void dataReceived(ByteBuffer data) {
      transport.write(data);
    }
  }

  @Test
  void aStringTransportKeepsWhatAFileHolds(MemoryReactor memory, @TempDir Path folder)
      throws Exception {
    var file = Files.writeString(folder.resolve("file"), "0123456789");
    var transport = new StringTransport(memory.reactor());
    assertThat(transport.sendFile(file).resultNow()).isEqualTo(10);
    assertThat(transport.sendFile(FileRegion.of(file, 2, 3)).resultNow()).isEqualTo(3);
    assertThat(transport.text()).isEqualTo("0123456789234");
    assertThat(transport.sendFile(FileRegion.of(file, 8, 3)).failureNow())
        .hasMessageContaining("3 bytes");
  }

  @Test
  void aStringTransportKeepsWhatWasWritten(MemoryReactor memory) {
    var transport = new StringTransport(memory.reactor());
    transport.open(Echo::new);
    transport.receive("hello");
    assertThat(transport.text()).isEqualTo("hello");
    transport.clear();
    assertThat(transport.bytes()).isEmpty();
  }

  @Test
  void theEndComesOnceAndNeverFromInside(MemoryReactor memory) {
    var transport = new StringTransport(memory.reactor());
    var protocol = transport.open(RecordingProtocol::new);
    assertThat(transport.close()).isTrue();
    assertThat(transport.abort()).isFalse();
    assertThat(protocol.isLost()).isFalse();
    memory.settle();
    assertThat(protocol.events()).containsExactly("made", "lost");
    assertThat(protocol.reason()).isEqualTo(CloseReason.DONE);
    assertThat(transport.write(ByteBuffer.allocate(1))).isEqualTo(WriteOutcome.CLOSED);
  }

  @Test
  void aHeldTransportPushesBack(MemoryReactor memory) {
    var transport = new StringTransport(memory.reactor());
    var protocol = transport.open(RecordingProtocol::new);
    transport.watermarks(10, 20);
    transport.hold();
    assertThat(transport.write(ByteBuffer.allocate(20))).isEqualTo(WriteOutcome.QUEUED);
    assertThat(transport.write(ByteBuffer.allocate(1))).isEqualTo(WriteOutcome.ABOVE_HIGH_WATER);
    assertThat(transport.unsentBytes()).isEqualTo(21);
    transport.release();
    assertThat(protocol.events()).containsExactly("made", "writable");
  }

  @Test
  void aProducerIsPausedResumedAndStopped(MemoryReactor memory) {
    var told = new ArrayList<String>();
    var producer =
        new Producer.Push() {
          @Override
          public void pause() {
            told.add("pause");
          }

          @Override
          public void resume() {
            told.add("resume");
          }

          @Override
          public void stop() {
            told.add("stop");
          }
        };
    var transport = new StringTransport(memory.reactor());
    transport.open(RecordingProtocol::new);
    transport.registerProducer(producer);
    transport.watermarks(0, 0);
    transport.hold();
    transport.write(ByteBuffer.allocate(1));
    transport.release();
    transport.lose(CloseReason.of(CloseReason.Kind.LOST, "cable pulled"));
    memory.settle();
    assertThat(told).containsExactly("pause", "resume", "stop");
  }

  @Test
  void nothingComesInWhileReadingIsPaused(MemoryReactor memory) {
    var transport = new StringTransport(memory.reactor());
    transport.open(Echo::new);
    transport.pauseReading();
    assertThatThrownBy(() -> transport.receive("x"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("paused");
  }

  @Test
  void aRecordingProtocolFailsWhereItIsTold(MemoryReactor memory, ReportedFailures failures) {
    memory
        .reactor()
        .listen(
            Endpoint.parse("tcp:127.0.0.1:7000"),
            transport -> {
              var made = new RecordingProtocol(transport);
              made.failIn("data", new IllegalStateException("on purpose"));
              return made;
            });
    var peer = memory.network().connect(new InetSocketAddress("127.0.0.1", 7000));
    peer.write("x");
    memory.settle();
    assertThat(peer.end()).isEqualTo(Peer.End.RESET);
    assertThat(failures.take()).hasSize(1);
  }

  @Test
  void aNetworkRefusesListening(MemoryReactor memory) {
    memory.network().refuseListening("permission denied");
    var endpoint = Endpoint.parse("tcp:127.0.0.1:80");
    assertThatThrownBy(() -> memory.reactor().listen(endpoint, Echo::new))
        .isInstanceOf(BindFailure.class)
        .hasMessageContaining("permission denied");
    memory.network().refuseListening(null);
    assertThat(memory.reactor().listen(endpoint, Echo::new).endpoint()).isEqualTo(endpoint);
  }

  @Test
  void aRefusingDriverOpensNoReactor() {
    var builder = Reactor.builder().driver(new RefusingDriver("io_uring", "the kernel is too old"));
    assertThatThrownBy(builder::open)
        .isInstanceOf(DriverUnavailableException.class)
        .hasMessageContaining("the kernel is too old");
  }

  @Test
  void aDeferredIsLookedAtWithoutWaiting(Reactor reactor) {
    assertThatDeferred(new Deferred<String>()).isPending();
    assertThatDeferred(Deferred.succeeded("x")).succeededWith("x");
    assertThatDeferred(Deferred.succeeded(new int[] {1, 2})).succeededWith(new int[] {1, 2});
    var failed = Deferred.failed(new IllegalStateException("no"));
    assertThat(assertThatDeferred(failed).failedWith(IllegalStateException.class)).hasMessage("no");
    var cancelled = new Deferred<String>();
    cancelled.cancel();
    assertThatDeferred(cancelled).cancelled();
  }

  @Test
  void whatIsWrongWithADeferredIsSaid() {
    assertThatThrownBy(() -> assertThatDeferred(Deferred.succeeded("x")).succeededWith("y"))
        .isInstanceOf(AssertionError.class)
        .hasMessage("expected y but was x");
    assertThatThrownBy(() -> assertThatDeferred(new Deferred<>()).succeeded())
        .hasMessageContaining("pending");
    assertThatThrownBy(
            () -> assertThatDeferred(Deferred.failed(new IllegalStateException("why"))).succeeded())
        .hasMessageContaining("why")
        .hasRootCauseMessage("why");
    assertThatThrownBy(() ->
            assertThatDeferred(Deferred.failed(new IllegalStateException("why")))
                .failedWith(ArithmeticException.class))
        .hasMessageContaining("java.lang.ArithmeticException");
  }

  @Test
  void aCapturedLogCanBeRead(MemoryReactor memory) {
    try (var logged = LogCapture.of(memory.reactor().log())) {
      memory.reactor().log().warning("No soup for you!");
      memory.settle();
      assertThat(logged.messages(LogLevel.WARNING)).containsExactly("No soup for you!");
      logged.clear();
      assertThat(logged.entries()).isEmpty();
    }
    memory.reactor().log().warning("nobody hears");
    memory.settle();
  }

  @Test
  void everyReactorOfATestIsCaptured(LogCapture logged, MemoryReactor memory, Reactor same) {
    same.log().warning("heard");
    memory.settle();
    assertThat(logged.messages(LogLevel.WARNING)).contains("heard");
  }

  @Test
  void aSimulationIsHandedOut(Simulation sim, Seed seed) {
    assertThat(sim.seed()).isEqualTo(seed.value());
    sim.host("only", r -> r.schedule(Duration.ofSeconds(1), () -> sim.note("rings")));
    sim.runFor(Duration.ofSeconds(2));
    assertThat(sim.trace().last(10)).anyMatch(line -> line.endsWith("note rings"));
  }

  @Test
  void seedsKnowTheirTest(Seeds seeds) {
    assertThat(seeds.command(3)).contains("DoublesTest#seedsKnowTheirTest").contains("=3");
    assertThat(List.of(seeds.toString()))
        .containsExactly("seeds of " + getClass().getName() + ".seedsKnowTheirTest");
  }
}
