package dev.triga.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.reactor.Halt;
import dev.triga.reactor.Reactor;
import dev.triga.testing.Gen;
import dev.triga.testing.MemoryNetwork;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.Seed;
import dev.triga.testing.TrigaTest;
import dev.triga.testing.VirtualClock;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

@TrigaTest
class BackoffTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final IOException BROKEN = new IOException("broken");

  private final List<String> order = new ArrayList<>();

  private static Duration delay(Backoff backoff, int failures, Gen gen) {
    return backoff.delay(failures, Duration.ZERO, BROKEN, gen.random()).orElseThrow();
  }

  // What it answers.

  @Test
  void delaysDoubleUpToTheLongest(Gen gen) {
    var backoff = Backoff.exponential(SECOND, Duration.ofSeconds(5));
    assertThat(List.of(1, 2, 3, 4, 5, 1000, Integer.MAX_VALUE))
        .map(failures -> delay(backoff, failures, gen).toSeconds())
        .containsExactly(1L, 2L, 4L, 5L, 5L, 5L, 5L);
  }

  @Test
  void jitterOnlyEverShortensAndByNoMoreThanItsPart(Gen gen) {
    for (int i = 0; i < 1000; i++) {
      var initial = gen.durationUpTo(Duration.ofDays(1));
      var max = initial.plus(gen.durationUpTo(Duration.ofDays(1)));
      double part = gen.random().nextDouble();
      var plain = Backoff.exponential(initial, max).factor(1 + gen.random().nextDouble() * 3);
      int failures = gen.between(1, 100);
      var whole = delay(plain, failures, gen);
      var shortened = delay(plain.jitter(part), failures, gen);
      assertThat(whole).isBetween(initial, max);
      assertThat(shortened.toNanos())
          .isBetween((long) (whole.toNanos() * (1 - part)) - 1_000, whole.toNanos() + 1_000);
    }
  }

  @Test
  void theSameRandomnessGivesTheSameDelays() {
    var backoff = Backoff.exponential(SECOND, MINUTE).jitter(0.5);
    assertThat(delays(backoff, new Seed(7))).isEqualTo(delays(backoff, new Seed(7)));
    assertThat(delays(backoff, new Seed(7))).isNotEqualTo(delays(backoff, new Seed(8)));
  }

  private static List<Duration> delays(Backoff backoff, Seed seed) {
    var gen = new Gen(seed);
    var delays = new ArrayList<Duration>();
    for (int failures = 1; failures <= 20; failures++) {
      delays.add(delay(backoff, failures, gen));
    }
    return delays;
  }

  @Test
  void itGivesUpAfterItsAttempts(Gen gen) {
    var backoff = Backoff.fixed(SECOND).maxAttempts(3);
    assertThat(backoff.delay(2, Duration.ZERO, BROKEN, gen.random())).contains(SECOND);
    assertThat(backoff.delay(3, Duration.ZERO, BROKEN, gen.random())).isEmpty();
  }

  @Test
  void itGivesUpRatherThanTryTooLate(Gen gen) {
    var backoff = Backoff.fixed(SECOND).maxElapsed(Duration.ofSeconds(10));
    assertThat(backoff.delay(1, Duration.ofSeconds(9), BROKEN, gen.random())).contains(SECOND);
    assertThat(backoff.delay(1, Duration.ofMillis(9001), BROKEN, gen.random())).isEmpty();
  }

  @Test
  void itGivesUpOnFailuresOfOtherTypes(Gen gen) {
    var backoff = Backoff.NONE.retryOn(FileNotFoundException.class, IllegalStateException.class);
    assertThat(backoff.delay(1, Duration.ZERO, new FileNotFoundException(), gen.random()))
        .contains(Duration.ZERO);
    assertThat(backoff.delay(1, Duration.ZERO, BROKEN, gen.random())).isEmpty();
  }

  @Test
  void itNeverTriesAgainAfterCancellationOrHalt(Gen gen) {
    for (var failure : List.of(new CancellationException(), new Halt("enough"))) {
      assertThat(Backoff.NONE.delay(1, Duration.ZERO, failure, gen.random())).isEmpty();
    }
  }

  @Test
  void impossibleSettingsAreRefusedWithTheirValue() {
    assertThatThrownBy(() -> Backoff.exponential(MINUTE, SECOND)).hasMessageContaining("PT1M");
    assertThatThrownBy(() -> Backoff.fixed(SECOND.negated())).hasMessageContaining("PT-1S");
    assertThatThrownBy(() -> Backoff.NONE.factor(0.5)).hasMessageContaining("0.5");
    assertThatThrownBy(() -> Backoff.NONE.factor(Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> Backoff.NONE.jitter(1.5)).hasMessageContaining("1.5");
    assertThatThrownBy(() -> Backoff.NONE.maxAttempts(0)).hasMessageContaining("0 attempts");
    assertThatThrownBy(() -> Backoff.NONE.maxElapsed(SECOND.negated())).hasMessageContaining("PT-");
  }

  // Retrying.

  /// An attempt that fails so many times before it succeeds.
  private Deferred<String> failing(MemoryReactor memory, int times) throws IOException {
    order.add("attempt at " + memory.clock().now().toSeconds());
    if (order.size() <= times) {
      throw new IOException("failure " + order.size());
    }
    return Deferred.succeeded("done");
  }

  /// Somebody listens to it.
  private static <T> Deferred<T> heard(Deferred<T> deferred) {
    deferred.handle((value, failure) -> null);
    return deferred;
  }

  @Test
  void attemptsGoOnUntilOneSucceeds(MemoryReactor memory) {
    var backoff = Backoff.exponential(SECOND, MINUTE);
    var result = backoff.retry(memory.reactor(), () -> failing(memory, 3));
    memory.runFor(MINUTE);
    assertThat(order)
        .containsExactly("attempt at 0", "attempt at 1", "attempt at 3", "attempt at 7");
    assertThat(result.resultNow()).isEqualTo("done");
  }

  @Test
  void theLatestFailureIsTheResultWhenItGivesUp(MemoryReactor memory) {
    var backoff = Backoff.fixed(SECOND).maxAttempts(3);
    var result = heard(backoff.retry(memory.reactor(), () -> failing(memory, 99)));
    memory.runFor(MINUTE);
    assertThat(result.failureNow()).hasMessage("failure 3");
  }

  @Test
  void whatAnAttemptThrowsIsAFailureToo(MemoryReactor memory) {
    var result =
        heard(
            Backoff.NONE
                .maxAttempts(2)
                .<String>retry(
                    memory.reactor(),
                    () -> {
                      order.add("attempt");
                      throw BROKEN;
                    }));
    memory.settle();
    assertThat(order).hasSize(2);
    assertThat(result.failureNow()).isSameAs(BROKEN);
  }

  @Test
  void cancellingEndsTheWait(MemoryReactor memory) {
    var result = Backoff.fixed(MINUTE).retry(memory.reactor(), () -> failing(memory, 99));
    memory.settle();
    assertThat(result.cancel()).isTrue();
    memory.settle();
    assertThat(memory.reactor().scheduledCalls()).isEmpty();
    assertThat(order).hasSize(1);
  }

  @Test
  void cancellingEndsTheAttempt(MemoryReactor memory) {
    var attempt = new Deferred<String>(memory.reactor());
    var result = Backoff.NONE.retry(memory.reactor(), () -> attempt);
    assertThat(result.cancel()).isTrue();
    memory.settle();
    assertThat(attempt.isCancelled()).isTrue();
  }

  @Test
  void anAttemptMayEndOnAnotherThread(MemoryReactor memory) throws Exception {
    var attempts = new ArrayList<Deferred<String>>();
    var result =
        Backoff.NONE.retry(
            memory.reactor(),
            () -> {
              assertThat(memory.reactor().isOnTurn() || Reactor.current() == null).isTrue();
              attempts.add(new Deferred<>());
              return attempts.getLast();
            });
    var thread = Thread.startVirtualThread(() -> attempts.getFirst().fail(BROKEN));
    thread.join();
    memory.settle();
    attempts.get(1).succeed("later");
    memory.settle();
    assertThat(result.resultNow()).isEqualTo("later");
  }

  @Test
  void theReactorsRandomnessIsUsed() {
    assertThat(timesOfAttempts(new Seed(1)))
        .isEqualTo(timesOfAttempts(new Seed(1)))
        .isNotEqualTo(timesOfAttempts(new Seed(2)));
  }

  private List<Duration> timesOfAttempts(Seed seed) {
    var times = new ArrayList<Duration>();
    var network = new MemoryNetwork(VirtualClock.automatic());
    try (var memory = MemoryReactor.open(network, builder -> builder.random(seed.random()))) {
      var backoff = Backoff.exponential(SECOND, MINUTE).jitter(1).maxAttempts(5);
      var result =
          heard(
              backoff.<String>retry(
                  memory.reactor(),
                  () -> {
                    times.add(memory.clock().now());
                    throw BROKEN;
                  }));
      memory.runFor(Duration.ofHours(1));
      assertThat(result.failureNow()).isSameAs(BROKEN);
    }
    return times;
  }
}
