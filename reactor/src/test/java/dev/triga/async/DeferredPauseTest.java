package dev.triga.async;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// A pause holds back delivery and keeps the order.
class DeferredPauseTest {
  private final FakeTurn turn = new FakeTurn();
  private final List<Object> seen = new ArrayList<>();

  private List<Supplier<Deferred<Integer>>> kinds() {
    return List.of(Deferred::new, turn::deferred);
  }

  @Test
  void nothingIsDeliveredUntilAsManyResumesAsPauses() {
    for (Supplier<Deferred<Integer>> kind : kinds()) {
      seen.clear();
      Deferred<Integer> deferred = kind.get();
      deferred.thenRun(() -> seen.add(1));
      deferred.pause();
      deferred.thenRun(() -> seen.add(2));
      deferred.pause();
      deferred.succeed(0);
      deferred.thenRun(() -> seen.add(3));
      deferred.resume();
      turn.run();
      assertEquals(List.of(), seen);
      deferred.resume();
      turn.run();
      assertEquals(List.of(1, 2, 3), seen);
      assertThrows(IllegalStateException.class, deferred::resume);
    }
  }

  @Test
  void aPauseAfterTheEndHoldsWhatIsNotYetDelivered() {
    Deferred<Integer> deferred = turn.deferred();
    deferred.thenRun(() -> seen.add(1));
    deferred.succeed(0);
    deferred.thenRun(() -> seen.add(2));
    deferred.pause();
    deferred.thenRun(() -> seen.add(3));
    turn.run();
    assertEquals(List.of(), seen);
    deferred.resume();
    turn.run();
    assertEquals(List.of(1, 2, 3), seen);
  }

  @Test
  void aListenerMayPauseTheOnesAfterIt() {
    for (Supplier<Deferred<Integer>> kind : kinds()) {
      seen.clear();
      Deferred<Integer> deferred = kind.get();
      deferred.thenRun(deferred::pause);
      deferred.thenRun(() -> seen.add(1));
      deferred.thenRun(() -> seen.add(2));
      deferred.succeed(0);
      turn.run();
      assertEquals(List.of(), seen);
      deferred.thenRun(() -> seen.add(3));
      deferred.resume();
      turn.run();
      assertEquals(List.of(1, 2, 3), seen);
    }
  }

  @Test
  void aPauseTakenBackBeforeTheEndChangesNothing() {
    Deferred<Integer> deferred = turn.deferred();
    deferred.pause();
    deferred.thenRun(() -> seen.add(1));
    deferred.resume();
    assertThrows(IllegalStateException.class, deferred::resume);
    deferred.succeed(0);
    turn.run();
    assertEquals(List.of(1), seen);
  }

  @Test
  void aResumeFromElsewhereDeliversOnTheTurn() throws InterruptedException {
    Deferred<Integer> deferred = turn.deferred();
    deferred.thenRun(() -> seen.add(1));
    deferred.pause();
    FakeTurn.elsewhere(() -> deferred.succeed(0));
    FakeTurn.elsewhere(deferred::resume);
    assertEquals(List.of(), seen);
    turn.run();
    assertEquals(List.of(1), seen);
  }

  @Test
  void aPauseOvertakesADeliveryThatIsOnItsWay() throws InterruptedException {
    Deferred<Integer> deferred = turn.deferred();
    deferred.thenRun(() -> seen.add(1));
    FakeTurn.elsewhere(() -> deferred.succeed(0));
    deferred.pause();
    turn.run();
    assertEquals(List.of(), seen);
    deferred.resume();
    turn.run();
    assertEquals(List.of(1), seen);
  }
}
