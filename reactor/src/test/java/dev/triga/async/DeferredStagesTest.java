package dev.triga.async;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// What the methods of CompletionStage make of values and failures.
class DeferredStagesTest {
  private final FakeTurn turn = new FakeTurn();
  private final Exception error = new Exception("broken");
  private final List<Object> seen = new ArrayList<>();

  private void twentyGives(Object expected, Function<Deferred<Integer>, Deferred<?>> stage) {
    Deferred<Integer> source = turn.deferred();
    Deferred<?> dependent = stage.apply(source);
    source.succeed(20);
    turn.run();
    assertEquals(expected, dependent.resultNow());
  }

  private Throwable failure(Function<Deferred<Integer>, Deferred<?>> stage) {
    Deferred<Integer> source = turn.deferred();
    Deferred<?> dependent = stage.apply(source);
    source.fail(error);
    turn.run();
    return dependent.failureNow();
  }

  @Test
  void valuesPassThroughFunctionsAndActions() {
    twentyGives(21, d -> d.thenApply(x -> x + 1));
    twentyGives(null, d -> d.thenAccept(seen::add));
    twentyGives(null, d -> d.thenRun(() -> seen.add("run")));
    twentyGives(22, d -> d.handle((x, e) -> e == null ? x + 2 : -1));
    twentyGives(20, d -> d.whenComplete((x, e) -> seen.add(x)));
    twentyGives(20, d -> d.exceptionally(e -> -1));
    twentyGives(20, d -> d.exceptionallyCompose(e -> Deferred.succeeded(-1)));
    twentyGives(23, d -> d.thenCompose(x -> Deferred.succeeded(x + 3)));
    assertEquals(List.of(20, "run", 20), seen);
  }

  @Test
  void failuresReachDependentsAsTheyAre() {
    assertSame(error, failure(d -> d.thenApply(x -> x).thenAccept(x -> {}).thenRun(() -> {})));
    assertSame(error, failure(d -> d.thenCompose(x -> Deferred.succeeded(x))));
    assertSame(error, failure(d -> d.whenComplete((x, e) -> seen.add(e))));
    assertSame(error, failure(d -> d.thenCombine(Deferred.succeeded(1), Integer::sum)));
    assertSame(error, failure(d -> d.thenApplyAsync(x -> x, Runnable::run)));
    assertEquals(List.of(error), seen);
  }

  @Test
  void failuresCanBeReplaced() {
    Deferred<Integer> source = turn.deferred();
    Deferred<Integer> value = source.exceptionally(e -> e == error ? 1 : 2);
    Deferred<Integer> composed = source.exceptionallyCompose(e -> Deferred.succeeded(3));
    Deferred<Integer> handled = source.handle((x, e) -> e == error ? 4 : 5);
    source.fail(error);
    turn.run();
    assertEquals(1, value.resultNow());
    assertEquals(3, composed.resultNow());
    assertEquals(4, handled.resultNow());
  }

  @Test
  void whatAListenerThrowsIsTheFailureOfItsStage() {
    RuntimeException thrown = new RuntimeException("thrown");
    Deferred<Integer> source = turn.deferred();
    Deferred<Integer> stage =
        source.thenApply(x -> {
          throw thrown;
        });
    Deferred<Integer> observing =
        stage.whenComplete((x, e) -> {
          throw new IllegalStateException("second");
        });
    source.succeed(1);
    turn.run();
    assertSame(thrown, stage.failureNow());
    assertSame(thrown, observing.failureNow());
    assertEquals("second", thrown.getSuppressed()[0].getMessage());
    assertTrue(source.isSucceeded());
  }

  @Test
  void anInnerStageMayComeLaterAndFromElsewhere() throws InterruptedException {
    Deferred<Integer> source = turn.deferred();
    Deferred<String> inner = new Deferred<>();
    CompletableFuture<String> foreign = new CompletableFuture<>();
    Deferred<String> first = source.thenCompose(x -> inner);
    Deferred<String> second = source.thenCompose(x -> foreign);
    Deferred<String> third = first.thenCombine(second, String::concat);
    source.succeed(1);
    turn.run();
    assertFalse(first.isDone());
    FakeTurn.elsewhere(() -> inner.succeed("a"));
    FakeTurn.elsewhere(() -> foreign.complete("b"));
    turn.run();
    assertEquals("ab", third.resultNow());
  }

  @Test
  void aFunctionThatFindsNoStageOrItselfSaysSo() {
    Deferred<Integer> source = turn.deferred();
    Deferred<Integer> none = source.thenCompose(x -> null);
    List<Deferred<Integer>> self = new ArrayList<>();
    self.add(source.thenCompose(x -> self.getFirst()));
    source.succeed(1);
    turn.run();
    assertInstanceOf(NullPointerException.class, none.failureNow());
    assertInstanceOf(IllegalStateException.class, self.getFirst().failureNow());
  }

  @Test
  void bothIsToldWhenTheSecondComesInEitherOrder() {
    for (boolean otherFirst : new boolean[] {true, false}) {
      Deferred<Integer> one = turn.deferred();
      Deferred<Integer> two = new Deferred<>();
      Deferred<Integer> difference = one.thenCombine(two, (a, b) -> a - b);
      Deferred<Void> ran = one.runAfterBoth(two, () -> seen.add("both"));
      Deferred<Void> accepted = one.thenAcceptBoth(two, (a, b) -> seen.add(a - b));
      (otherFirst ? two : one).succeed(otherFirst ? 3 : 10);
      turn.run();
      assertFalse(difference.isDone());
      (otherFirst ? one : two).succeed(otherFirst ? 10 : 3);
      turn.run();
      assertEquals(7, difference.resultNow());
      assertTrue(ran.isSucceeded() && accepted.isSucceeded());
    }
    assertEquals(4, seen.size());
  }

  @Test
  void eitherTakesTheFirstAndItsOtherListenersAreStillTold() {
    Deferred<Integer> one = turn.deferred();
    Deferred<Integer> two = turn.deferred();
    Deferred<Integer> first = one.applyToEither(two, x -> x + 1);
    Deferred<Void> accepted = one.acceptEither(two, seen::add);
    Deferred<Void> ran = one.runAfterEither(two, () -> seen.add("ran"));
    one.thenAccept(x -> seen.add("one " + x));
    two.succeed(5);
    turn.run();
    assertEquals(6, first.resultNow());
    assertTrue(accepted.isSucceeded() && ran.isSucceeded());
    one.succeed(7);
    turn.run();
    assertEquals(List.of(5, "ran", "one 7"), seen);
  }

  @Test
  void asyncFunctionsRunInALaterPass() {
    Deferred<Integer> source = turn.deferred();
    Deferred<Integer> stage = source.thenApplyAsync(x -> x + 1);
    source.succeed(1);
    turn.runReady(100);
    assertFalse(stage.isDone());
    turn.run();
    assertEquals(2, stage.resultNow());
    turn.isStopped = true;
    Deferred<Integer> late = source.thenApplyAsync(x -> x + 1);
    turn.run();
    assertInstanceOf(RejectedExecutionException.class, late.failureNow());
  }

  @Test
  void anExecutorRunsTheFunctionAndTheNextStageIsBackOnTheTurn() throws InterruptedException {
    List<Runnable> tasks = new ArrayList<>();
    Executor executor = tasks::add;
    Thread here = Thread.currentThread();
    Deferred<Integer> source = turn.deferred();
    Deferred<Boolean> there = source.thenApplyAsync(x -> Thread.currentThread() != here, executor);
    Deferred<Boolean> back = there.thenApply(x -> Thread.currentThread() == here);
    source.succeed(1);
    turn.run();
    assertEquals(1, tasks.size());
    FakeTurn.elsewhere(tasks.getFirst());
    assertTrue(there.resultNow());
    assertFalse(back.isDone());
    turn.run();
    assertTrue(back.resultNow());
  }

  @Test
  void everyAsyncFormWorks() {
    Executor direct = Runnable::run;
    Deferred<Integer> other = Deferred.succeeded(2);
    twentyGives(null, d -> d.thenAcceptAsync(seen::add));
    twentyGives(null, d -> d.thenRunAsync(() -> seen.add(0), direct));
    twentyGives(22, d -> d.thenCombineAsync(other, Integer::sum));
    twentyGives(null, d -> d.thenAcceptBothAsync(other, (a, b) -> seen.add(a + b)));
    twentyGives(null, d -> d.runAfterBothAsync(other, () -> seen.add(1), direct));
    twentyGives(3, d -> d.applyToEitherAsync(other, x -> x + 1));
    twentyGives(null, d -> d.acceptEitherAsync(other, seen::add));
    twentyGives(null, d -> d.runAfterEitherAsync(other, () -> seen.add(2)));
    twentyGives(21, d -> d.thenComposeAsync(x -> Deferred.succeeded(x + 1)));
    twentyGives(21, d -> d.handleAsync((x, e) -> x + 1));
    twentyGives(20, d -> d.whenCompleteAsync((x, e) -> seen.add(x), direct));
    twentyGives(20, d -> d.exceptionallyAsync(e -> 1));
    twentyGives(20, d -> d.exceptionallyComposeAsync(e -> other, direct));
    assertEquals(List.of(20, 0, 22, 1, 2, 2, 20), seen);
  }

  @Test
  void theFutureOfTheJdkWrapsAndCancelsAsUsual() {
    Deferred<Integer> source = turn.deferred();
    CompletableFuture<Integer> future = source.toCompletableFuture();
    CompletableFuture<Integer> dependent = future.thenApply(x -> x);
    source.fail(error);
    turn.run();
    assertSame(error, assertThrows(ExecutionException.class, future::get).getCause());
    assertSame(error, assertThrows(CompletionException.class, dependent::join).getCause());

    Deferred<Integer> cancelled = turn.deferred();
    assertTrue(cancelled.toCompletableFuture().cancel(true));
    assertTrue(cancelled.isCancelled());

    Deferred<Integer> value = turn.deferred();
    CompletableFuture<Integer> eight = value.toCompletableFuture();
    value.succeed(8);
    turn.run();
    assertEquals(8, eight.join());
  }

  @Test
  void stagesBecomeDeferreds() {
    CompletableFuture<Integer> foreign = new CompletableFuture<>();
    Deferred<Integer> ours = Deferred.of(foreign.thenApply(x -> x));
    assertSame(ours, Deferred.of(ours));
    assertNotSame(ours, Deferred.of(foreign));
    foreign.completeExceptionally(error);
    assertSame(error, ours.failureNow());

    CompletableFuture<Integer> second = new CompletableFuture<>();
    assertTrue(Deferred.of(second).thenApply(x -> x).cancel());
    assertTrue(second.isCancelled());
  }

  @Test
  void maybeTakesValuesAndWhatIsThrown() {
    assertEquals(1, Deferred.maybe(() -> 1).resultNow());
    assertSame(
        error,
        Deferred.maybe(
                () -> {
                  throw error;
                })
            .failureNow());
    assertEquals(2, Deferred.maybeStage(() -> Deferred.succeeded(2)).resultNow());
    assertInstanceOf(NullPointerException.class, Deferred.maybeStage(() -> null).failureNow());
  }

  @Test
  void queriesAndTextTellHowItStands() {
    Deferred<Integer> source = turn.deferred();
    Deferred<Integer> stage = source.thenApply(x -> x);
    assertEquals("Deferred[pending, listeners: 1]", source.toString());
    assertEquals("Apply[pending]", stage.toString());
    assertThrows(IllegalStateException.class, source::resultNow);
    assertThrows(IllegalStateException.class, source::failureNow);
    source.succeed(1);
    assertEquals("Deferred[succeeded: 1]", source.toString());
    Deferred<Integer> named = Deferred.named("reply", null);
    named.fail(error);
    assertEquals("Deferred reply[failed: java.lang.Exception: broken]", named.toString());
    assertThrows(IllegalStateException.class, named::resultNow);
    assertTrue(named.isFailed() && named.isDone() && !named.isCancelled() && !named.isSucceeded());
    assertSame(error, named.failureNow());
  }

  @Test
  void aNullFunctionIsRefusedAtOnce() {
    Deferred<Integer> source = turn.deferred();
    assertThrows(NullPointerException.class, () -> source.thenApply(null));
    assertThrows(NullPointerException.class, () -> source.fail(null));
  }
}
