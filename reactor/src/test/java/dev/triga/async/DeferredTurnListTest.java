package dev.triga.async;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Listeners that the turn has added and those of other threads, together.
class DeferredTurnListTest {
  private final FakeTurn turn = new FakeTurn();
  private final List<Object> seen = new ArrayList<>();

  private void mixListeners(Deferred<Integer> source) throws InterruptedException {
    source.thenAccept(value -> seen.add(1));
    source.thenAccept(value -> seen.add(2));
    FakeTurn.elsewhere(() -> source.thenAccept(value -> seen.add(3)));
    source.thenAccept(value -> seen.add(4));
    source.onCancel(why -> {});
    FakeTurn.elsewhere(() -> source.thenAccept(value -> seen.add(5)));
    source.thenAccept(value -> seen.add(6));
  }

  @Test
  void listenersOfAllThreadsAreToldInTheirOrder() throws InterruptedException {
    Deferred<Integer> source = turn.deferred();
    mixListeners(source);
    source.succeed(0);
    turn.run();
    assertEquals(List.of(1, 2, 3, 4, 5, 6), seen);
  }

  @Test
  void theOrderHoldsWhenAnotherThreadEndsItAndMoreListen() throws InterruptedException {
    Deferred<Integer> source = turn.deferred();
    mixListeners(source);
    FakeTurn.elsewhere(() -> assertTrue(source.succeed(0)));
    source.thenAccept(value -> seen.add(7));
    FakeTurn.elsewhere(() -> source.thenAccept(value -> seen.add(8)));
    assertEquals(List.of(), seen);
    turn.run();
    assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8), seen);
  }

  @Test
  void aPauseHoldsBackListenersOfAllThreads() throws InterruptedException {
    Deferred<Integer> source = turn.deferred();
    source.thenAccept(value -> seen.add(1));
    FakeTurn.elsewhere(source::pause);
    mixListeners(source);
    FakeTurn.elsewhere(() -> source.succeed(0));
    turn.run();
    assertEquals(List.of(), seen);
    FakeTurn.elsewhere(source::resume);
    turn.run();
    assertEquals(List.of(1, 1, 2, 3, 4, 5, 6), seen);
  }

  @Test
  void aFailureFromElsewhereThatTheTurnListensToIsNotReported() throws InterruptedException {
    Deferred<Integer> early = turn.deferred();
    early.exceptionally(failure -> 0);
    FakeTurn.elsewhere(() -> early.fail(new IllegalStateException("seen")));
    turn.unobserved.forEach(failure -> assertNull(failure.claim()));
    turn.run();
    turn.unobserved.forEach(failure -> assertNull(failure.claim()));
    Deferred<Integer> alone = turn.deferred();
    FakeTurn.elsewhere(() -> alone.fail(new IllegalStateException("unseen")));
    turn.run();
    assertEquals("unseen", turn.unobserved.remove().claim().getMessage());
  }

  @Test
  void anotherThreadLeavesASourceAloneThatTheTurnListensTo() throws InterruptedException {
    Deferred<Integer> source = turn.deferred();
    Deferred<Integer> one = source.thenApply(x -> x);
    Deferred<Integer> other = source.thenApply(x -> x);
    FakeTurn.elsewhere(() -> assertTrue(one.cancel()));
    assertFalse(source.isDone());
    FakeTurn.elsewhere(() -> assertTrue(other.cancel()));
    assertTrue(source.isCancelled());
  }

  @Test
  void dependentsThatAnotherThreadCancelsAreForgotten() throws InterruptedException {
    Deferred<Integer> source = turn.deferred();
    source.thenAccept(seen::add);
    for (int i = 0; i < 50; i++) {
      List<Deferred<Integer>> stages = new ArrayList<>();
      for (int j = 0; j < 10; j++) {
        stages.add(source.thenApply(x -> x));
      }
      FakeTurn.elsewhere(() -> stages.forEach(Deferred::cancel));
      turn.run();
    }
    int kept = source.listed().size();
    assertTrue(kept < 100, "entries kept for one live dependent: " + kept);
    source.succeed(3);
    turn.run();
    assertEquals(List.of(3), seen);
  }

  @Test
  void aStageThatIsToldElsewhereKeepsItsFunctionAndItsListeners() throws Exception {
    Deferred<Integer> source = turn.deferred();
    Deferred<Integer> hopped = source.thenApplyAsync(x -> x + 1, OwnThread::run);
    hopped.thenAccept(seen::add);
    source.succeed(1);
    turn.run();
    assertEquals(List.of(2), seen);
  }

  @Test
  void aStageThatFollowsAnotherTurnTellsListenersAddedBeforeAndAfter() throws Exception {
    List<Deferred<Integer>> inner = new ArrayList<>();
    FakeTurn.elsewhere(() -> inner.add(new FakeTurn().deferred()));
    Deferred<Integer> source = turn.deferred();
    Deferred<Integer> composed = source.thenCompose(x -> inner.getFirst());
    composed.thenAccept(seen::add);
    source.succeed(1);
    turn.run();
    composed.thenAccept(value -> seen.add("later: " + value));
    assertEquals(List.of(), seen);
    assertEquals(1, inner.getFirst().listed().size());
    composed.succeed(2);
    turn.run();
    assertEquals(List.of(2, "later: 2"), seen);
  }

  @Test
  void aLongChainLetsTheLoopLookUpInBetween() {
    Deferred<Integer> first = turn.deferred();
    Deferred<Integer> last = first;
    for (int i = 0; i < 200; i++) {
      last =
          last.thenApply(x -> {
            seen.add(x);
            return x + 1;
          });
    }
    first.succeed(0);
    turn.runReady(1);
    assertEquals(64, seen.size());
    turn.run();
    assertEquals(200, last.resultNow());
  }

  /// An executor with a thread for each task, which is waited for.
  private static final class OwnThread {
    static void run(Runnable task) {
      CountDownLatch done = new CountDownLatch(1);
      Thread.ofVirtual()
          .start(() -> {
            task.run();
            done.countDown();
          });
      try {
        done.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted while the task ran", e);
      }
    }
  }
}
