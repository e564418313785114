package dev.triga.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What who makes the passes of a reactor himself can rely on.
@TrigaTest
class ReactorsAreDrivenFromOutsideTest {
  private final AtomicInteger wakeUps = new AtomicInteger();

  private MemoryReactor driven(MemoryReactor memory) {
    memory.settle();
    memory.network().openDrivers().getFirst().sleep().onCall = wakeUps::incrementAndGet;
    return memory;
  }

  @Test
  void aSubmissionBetweenTwoPassesWakesTheDriverOnce(MemoryReactor memory) {
    var reactor = driven(memory).reactor();
    reactor.execute(() -> {});
    reactor.execute(() -> {});
    assertThat(wakeUps).hasValue(1);
    memory.settle();
    reactor.execute(() -> {});
    assertThat(wakeUps).hasValue(2);
  }

  @Test
  void aTimerSetBetweenTwoPassesWakesTheDriver(MemoryReactor memory) {
    var reactor = driven(memory).reactor();
    var call = reactor.schedule(Duration.ofSeconds(1), () -> {});
    assertThat(wakeUps).hasValue(1);
    call.cancel();
  }

  @Test
  void workThatAPassLeavesWakesTheDriver(MemoryReactor memory) {
    var reactor = driven(memory).reactor();
    reactor.execute(() -> reactor.execute(() -> {}));
    reactor.iterate(Duration.ZERO);
    assertThat(wakeUps).hasValue(2);
    memory.settle();
    assertThat(wakeUps).hasValue(2);
  }

  @Test
  void theRandomSourceIsTheOneGiven() {
    try (var memory =
        MemoryReactor.open(
            new MemoryNetwork(VirtualClock.automatic()),
            settings -> settings.random(new SplittableRandom(7)))) {
      assertThat(memory.reactor().random().nextLong())
          .isEqualTo(new SplittableRandom(7).nextLong());
    }
  }
}
