package dev.triga.async;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// No chain is too long for the stack, whichever way it is built and ended.
class DeferredDepthTest {
  private static final int LENGTH = 200_000;
  private final FakeTurn turn = new FakeTurn();

  private List<Supplier<Deferred<Integer>>> kinds() {
    return List.of(Deferred::new, turn::deferred);
  }

  @Test
  void longChainsOfStages() {
    for (Supplier<Deferred<Integer>> kind : kinds()) {
      Deferred<Integer> first = kind.get();
      Deferred<Integer> last = first;
      for (int i = 0; i < LENGTH; i++) {
        last = i % 2 == 0 ? last.thenApply(x -> x + 1) : last.whenComplete((x, e) -> {});
      }
      first.succeed(0);
      turn.run();
      assertEquals(LENGTH / 2, last.resultNow());
    }
  }

  @Test
  void longChainsFailAndAreCancelled() {
    for (Supplier<Deferred<Integer>> kind : kinds()) {
      for (boolean isFromTheEnd : new boolean[] {true, false}) {
        Deferred<Integer> first = kind.get();
        Deferred<Integer> last = first;
        for (int i = 0; i < LENGTH; i++) {
          last = last.thenApply(x -> x + 1);
        }
        assertTrue((isFromTheEnd ? last : first).cancel());
        turn.run();
        assertTrue(first.isCancelled() && last.isCancelled());
      }
    }
  }

  @Test
  void loopsByCompletedInnerStages() {
    for (Supplier<Deferred<Integer>> kind : kinds()) {
      Deferred<Integer> end = countDown(kind, LENGTH);
      turn.run();
      assertEquals(0, end.resultNow());
    }
  }

  private Deferred<Integer> countDown(Supplier<Deferred<Integer>> kind, int from) {
    Deferred<Integer> step = kind.get();
    step.succeed(from);
    return step.thenCompose(left -> left == 0 ? Deferred.succeeded(0) : countDown(kind, left - 1));
  }

  @Test
  void loopsByInnerStagesThatComeLater() {
    for (Supplier<Deferred<Integer>> kind : kinds()) {
      List<Deferred<Integer>> pending = new ArrayList<>();
      Deferred<Integer> end = countDownLater(kind, 2_000, pending);
      while (!pending.isEmpty()) {
        pending.removeFirst().succeed(1);
        turn.run();
      }
      assertEquals(0, end.resultNow());
    }
  }

  private Deferred<Integer> countDownLater(
      Supplier<Deferred<Integer>> kind, int left, List<Deferred<Integer>> pending) {
    Deferred<Integer> step = kind.get();
    pending.add(step);
    return step.thenCompose(
        x -> left == 0 ? Deferred.succeeded(0) : countDownLater(kind, left - 1, pending));
  }

  @Test
  void innerStagesThatWaitForEachOther() {
    for (Supplier<Deferred<Integer>> kind : kinds()) {
      Deferred<Integer> innermost = kind.get();
      Deferred<Integer> outermost = innermost;
      for (int i = 0; i < LENGTH; i++) {
        Deferred<Integer> inner = outermost;
        Deferred<Integer> trigger = kind.get();
        outermost = trigger.thenCompose(x -> inner);
        trigger.succeed(0);
      }
      turn.run();
      innermost.succeed(7);
      turn.run();
      assertEquals(7, outermost.resultNow());
    }
  }

  @Test
  void listenersThatCompleteTheNext() {
    for (Supplier<Deferred<Integer>> kind : kinds()) {
      Deferred<Integer> first = kind.get();
      Deferred<Integer> last = first;
      for (int i = 0; i < LENGTH; i++) {
        Deferred<Integer> next = kind.get();
        last.thenAccept(next::succeed);
        last = next;
      }
      first.succeed(1);
      turn.run();
      assertEquals(1, last.resultNow());
    }
  }
}
