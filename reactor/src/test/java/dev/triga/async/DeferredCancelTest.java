package dev.triga.async;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.reactor.Halt;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a cancellation reaches, and who wins.
class DeferredCancelTest {
  private final FakeTurn turn = new FakeTurn();
  private final List<Object> seen = new ArrayList<>();

  @Test
  void aCancellationKeepsItsCauseAndTellsWhoWon() {
    Exception cause = new Exception("shutting down");
    Deferred<Integer> deferred = turn.deferred();
    assertTrue(deferred.cancel(cause));
    assertFalse(deferred.cancel());
    assertFalse(deferred.succeed(1));
    assertTrue(deferred.isCancelled() && deferred.isFailed());
    assertSame(cause, assertInstanceOf(CancelFailure.class, deferred.failureNow()).getCause());
  }

  @Test
  void theSourceIsCancelledWithItsLastDependentOnly() {
    Deferred<Integer> source = turn.deferred();
    Deferred<Integer> one = source.thenApply(x -> x);
    Deferred<Integer> two = source.thenApply(x -> x).thenApply(x -> x);
    assertTrue(one.cancel());
    assertFalse(source.isDone());
    assertTrue(two.cancel());
    assertTrue(source.isCancelled());
  }

  @Test
  void aListenerKeepsTheSourceAlive() {
    Deferred<Integer> source = turn.deferred();
    source.thenAccept(seen::add);
    assertTrue(source.thenApply(x -> x).cancel());
    source.succeed(1);
    turn.run();
    assertEquals(List.of(1), seen);
  }

  @Test
  void aCancelledStageNeverRunsItsFunction() {
    Deferred<Integer> source = turn.deferred();
    source.thenAccept(seen::add);
    Deferred<Integer> stage = source.thenApply(x -> seen.add("ran") ? 1 : 2);
    source.succeed(1);
    assertTrue(stage.cancel());
    turn.run();
    assertEquals(List.of(1), seen);
  }

  @Test
  void dependentsMayRecoverFromACancellation() {
    Deferred<Integer> source = turn.deferred();
    Deferred<Integer> stage = source.thenApply(x -> x);
    Deferred<Integer> recovered = stage.exceptionally(e -> 5);
    assertTrue(stage.cancel());
    turn.run();
    assertEquals(5, recovered.resultNow());
    assertTrue(source.isCancelled());
  }

  @Test
  void cancellingAStageThatWaitsForAnInnerOneCancelsThat() {
    Deferred<Integer> source = turn.deferred();
    Deferred<Integer> inner = turn.deferred();
    Deferred<Integer> stage = source.thenCompose(x -> inner);
    source.succeed(1);
    turn.run();
    assertTrue(stage.cancel());
    assertTrue(inner.isCancelled());
  }

  @Test
  void bothSourcesOfAPairAreCancelled() {
    Deferred<Integer> one = turn.deferred();
    Deferred<Integer> two = turn.deferred();
    assertTrue(one.thenCombine(two, Integer::sum).cancel());
    assertTrue(one.isCancelled() && two.isCancelled());
  }

  @Test
  void aSourceBelowADiamondIsCancelled() {
    Deferred<Integer> source = turn.deferred();
    Deferred<Integer> left = source.thenApply(x -> x);
    Deferred<Integer> right = source.thenApply(x -> x);
    assertTrue(left.thenCombine(right, Integer::sum).cancel());
    assertTrue(source.isCancelled());
  }

  @Test
  void aCancellerRunsOnceBeforeTheFailure() {
    Deferred<Integer> deferred = turn.deferred();
    deferred.onCancel(why -> seen.add(deferred.isDone()));
    assertTrue(deferred.thenApply(x -> x).cancel());
    assertFalse(deferred.cancel());
    assertEquals(List.of(false), seen);
  }

  @Test
  void aCancellerIsNotRunByACompletion() {
    Deferred<Integer> deferred = turn.deferred();
    deferred.onCancel(seen::add);
    deferred.succeed(1);
    assertFalse(deferred.cancel());
    turn.run();
    assertEquals(List.of(), seen);
  }

  @Test
  void aCancellerMaySupplyAValueInstead() {
    Deferred<Integer> source = turn.deferred();
    source.onCancel(why -> source.succeed(9));
    Deferred<Integer> stage = source.thenApply(x -> x + 1).thenApply(x -> x + 1);
    assertFalse(stage.cancel());
    assertFalse(stage.isDone());
    turn.run();
    assertEquals(11, stage.resultNow());
  }

  @Test
  void aCancellerSuppliesAValueWithoutAnOwnerToo() {
    Deferred<Integer> source = new Deferred<>();
    source.onCancel(why -> source.succeed(9));
    Deferred<Integer> stage = source.thenApply(x -> x + 1);
    assertFalse(stage.cancel());
    assertEquals(10, stage.resultNow());
  }

  @Test
  void fromElsewhereTheCancellationIsFinalAndTheCancellerFollowsOnTheTurn()
      throws InterruptedException {
    Thread here = Thread.currentThread();
    Deferred<Integer> source = turn.deferred();
    source.onCancel(why -> seen.add(Thread.currentThread() == here && !source.succeed(1)));
    Deferred<Integer> stage = source.thenApply(x -> x);
    FakeTurn.elsewhere(() -> assertTrue(stage.cancel()));
    assertTrue(source.isCancelled());
    assertEquals(List.of(), seen);
    turn.run();
    assertEquals(List.of(true), seen);
  }

  @Test
  void aCancellerThatComesTooLateCleansUp() {
    Deferred<Integer> deferred = turn.deferred();
    deferred.cancel();
    deferred.onCancel(seen::add);
    turn.run();
    assertEquals(List.of(deferred.failureNow()), seen);
  }

  @Test
  void whatACancellerThrowsStaysWithTheCancellation() {
    Deferred<Integer> deferred = turn.deferred();
    RuntimeException thrown = new RuntimeException("cannot abort");
    deferred.onCancel(why -> {
      throw thrown;
    });
    assertTrue(deferred.cancel());
    assertSame(thrown, deferred.failureNow().getSuppressed()[0]);
  }

  @Test
  void haltInACancellerGoesOnWhenAllIsCancelled() {
    Deferred<Integer> source = turn.deferred();
    source.onCancel(why -> {
      throw new Halt("enough", 3);
    });
    Deferred<Integer> stage = source.thenApply(x -> x);
    assertThrows(Halt.class, stage::cancel);
    assertTrue(stage.isCancelled() && source.isCancelled());
  }

  @Test
  void aLongLivedSourceForgetsDependentsThatEnded() {
    Deferred<Integer> source = turn.deferred();
    List<Deferred<Integer>> live = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      live.add(source.thenApply(x -> x));
      if (live.size() > 100) {
        assertTrue(live.removeFirst().cancel());
      }
    }
    int kept = source.listed().size();
    assertTrue(kept < 1_000, "entries kept for 100 live dependents: " + kept);
    source.thenAccept(seen::add);
    source.succeed(3);
    turn.run();
    assertEquals(List.of(3), seen);
    for (Deferred<Integer> stage : live) {
      assertEquals(3, stage.resultNow());
    }
  }

  @Test
  void forgettingKeepsPausesAndCancellers() {
    Deferred<Integer> source = turn.deferred();
    source.onCancel(why -> seen.add("cancelled"));
    source.pause();
    Deferred<Integer> kept = source.thenApply(x -> x);
    List<Deferred<Integer>> dead = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      dead.add(source.thenApply(x -> x));
    }
    Deferred<Integer> top = source.thenApply(x -> x);
    dead.forEach(Deferred::cancel);
    top.cancel();
    source.resume();
    assertThrows(IllegalStateException.class, source::resume);
    assertTrue(kept.cancel());
    turn.run();
    assertEquals(List.of("cancelled"), seen);
    assertTrue(source.isCancelled());
  }
}
