package dev.triga.async;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A time-out ends a stage in time, and leaves no timer behind.
class DeferredTimeoutTest {
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private final FakeTurn turn = new FakeTurn();

  @Test
  void theStageFailsAndTheSourceIsCancelledForIt() {
    Deferred<Integer> source = turn.deferred();
    Deferred<Integer> stage = source.timeout(LIMIT);
    turn.advance(LIMIT.minusNanos(1));
    assertFalse(stage.isDone());
    turn.advance(Duration.ofNanos(1));
    TimeoutFailure failure = assertInstanceOf(TimeoutFailure.class, stage.failureNow());
    assertEquals(LIMIT, failure.after());
    assertFalse(stage.isCancelled());
    assertTrue(source.isCancelled());
    assertSame(failure, source.failureNow().getCause());
  }

  @Test
  void theTimerIsDroppedHoweverTheStageEnds() {
    Deferred<Integer> succeeding = turn.deferred();
    Deferred<Integer> failing = turn.deferred();
    Deferred<Integer> cancelled = turn.deferred();
    Deferred<Integer> one = succeeding.timeout(LIMIT);
    Deferred<Integer> two = failing.timeout(LIMIT);
    Deferred<Integer> three = cancelled.timeout(LIMIT);
    assertEquals(3, turn.timerCount());
    succeeding.succeed(1);
    failing.fail(new Exception("no"));
    three.cancel();
    turn.run();
    assertEquals(0, turn.timerCount());
    assertEquals(1, one.resultNow());
    assertEquals("no", two.failureNow().getMessage());
    assertTrue(three.isCancelled() && cancelled.isCancelled());
  }

  @Test
  void aSourceThatOthersListenToGoesOn() {
    Deferred<Integer> source = turn.deferred();
    Deferred<Integer> patient = source.thenApply(x -> x);
    Deferred<Integer> stage = source.timeout(LIMIT);
    turn.advance(LIMIT);
    assertInstanceOf(TimeoutFailure.class, stage.failureNow());
    source.succeed(1);
    turn.run();
    assertEquals(1, patient.resultNow());
  }

  @Test
  void aValueOfTheCancellerPasses() {
    Deferred<Integer> source = turn.deferred();
    source.onCancel(why -> source.succeed(7));
    Deferred<Integer> stage = source.timeout(LIMIT);
    turn.advance(LIMIT);
    assertEquals(7, stage.resultNow());
  }

  @Test
  void aFallbackTakesThePlaceOfTheFailure() {
    Deferred<Integer> source = turn.deferred();
    Deferred<Integer> stage = source.timeout(LIMIT, () -> 8);
    Deferred<Integer> broken =
        source.timeout(
            LIMIT,
            () -> {
              throw new IllegalStateException("no fallback");
            });
    turn.advance(LIMIT);
    assertEquals(8, stage.resultNow());
    assertEquals("no fallback", broken.failureNow().getMessage());
    assertTrue(source.isCancelled());
  }

  @Test
  void aNegativeLimitIsRefused() {
    Deferred<Integer> source = turn.deferred();
    assertThrows(IllegalArgumentException.class, () -> source.timeout(Duration.ofNanos(-1)));
  }

  @Test
  void withoutAnOwnerTheTimerOfTheJdkServes() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    Deferred<Integer> source = new Deferred<>();
    Deferred<Integer> stage = source.timeout(Duration.ofMillis(5));
    stage.whenComplete((x, e) -> done.countDown());
    assertTrue(done.await(20, TimeUnit.SECONDS));
    assertInstanceOf(TimeoutFailure.class, stage.failureNow());
    assertTrue(source.isCancelled());
    Deferred<Integer> quick = new Deferred<>();
    Deferred<Integer> endless = quick.timeout(Duration.ofSeconds(Long.MAX_VALUE));
    quick.succeed(1);
    assertEquals(1, endless.resultNow());
  }
}
