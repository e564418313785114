package dev.triga.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.reactor.Reactor;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

@TrigaTest
class NothingIsLeftBehindTest {
  @Test
  void aThreadIsNoticedUntilItEnds() throws Exception {
    var before = Surroundings.now();
    var end = new CountDownLatch(1);
    var thread =
        Thread.ofPlatform()
            .name("forgotten")
            .start(() -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    assertThat(before.newSince()).singleElement().asString().contains("'forgotten'");
    end.countDown();
    thread.join();
    assertThat(before.leftBehind()).isEmpty();
  }

  @Test
  void aSocketIsNoticedUntilItIsClosed() throws IOException {
    var before = Surroundings.now();
    org.junit.jupiter.api.Assumptions.assumeFalse(
        before.descriptors().isEmpty(), "this system does not list descriptors");
    try (var socket = new ServerSocket(0)) {
      assertThat(socket.getLocalPort()).isPositive();
      assertThat(before.newSince()).anyMatch(what -> what.contains("socket:"));
    }
    assertThat(before.leftBehind()).isEmpty();
  }

  @Test
  void aChildProcessIsNoticedUntilItEnds() throws Exception {
    var before = Surroundings.now();
    var child = new ProcessBuilder("cat").start();
    assertThat(before.newSince()).anyMatch(what -> what.contains("child process " + child.pid()));
    child.getOutputStream().close();
    child.waitFor();
    child.getInputStream().close();
    child.getErrorStream().close();
    assertThat(before.leftBehind()).isEmpty();
  }

  @Test
  void aPendingTimerIsNoticed() {
    var provided = new Provided("ATest", "aTest");
    provided.memory().reactor().schedule(Duration.ofHours(1), () -> {});
    assertThat(provided.close()).singleElement().asString().contains("pending timer");
  }

  @Test
  void aPendingTimerOfARunningReactorIsNoticed() {
    var provided = new Provided("ATest", "aTest");
    provided.reactor().start();
    provided.reactor().schedule(Duration.ofHours(1), () -> {});
    assertThat(provided.close()).singleElement().asString().contains("pending timer");
  }

  @Test
  void aContainedFailureIsKeptUntilItIsTaken(MemoryReactor memory, ReportedFailures failures) {
    memory
        .reactor()
        .execute(() -> {
          throw new IllegalStateException("expected here");
        });
    memory.settle();
    assertThat(failures.list()).hasSize(1);
    assertThat(failures.take()).first().extracting("error").isNotNull();
    assertThat(failures.list()).isEmpty();
  }

  @Test
  void theParametersBelongTogether(
      Reactor reactor, MemoryReactor memory, VirtualClock clock, MemoryNetwork network) {
    assertThat(memory.reactor()).isSameAs(reactor);
    assertThat(memory.clock()).isSameAs(clock).isSameAs(reactor.clock());
    assertThat(memory.network()).isSameAs(network);
  }

  @Test
  void aReactorAloneIsARealOne(Reactor reactor) {
    assertThat(reactor.driverName()).isNotEqualTo("memory");
    assertThat(reactor.clock().isVirtual()).isFalse();
  }

  @Test
  void randomnessComesFromOneSeed(Gen gen, Random random, Seed seed) {
    assertThat(gen.seed()).isEqualTo(seed);
    assertThat(gen.random()).isSameAs(random);
  }
}
