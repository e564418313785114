package dev.triga.async;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// When and where the listeners of an owned Deferred are told.
class DeferredDeliveryTest {
  private final FakeTurn turn = new FakeTurn();
  private final List<Object> seen = new ArrayList<>();

  @Test
  void listenersNeverRunInsideTheCallThatCompletes() {
    Deferred<String> deferred = turn.deferred();
    deferred.thenAccept(seen::add);
    assertTrue(deferred.succeed("a"));
    assertEquals(List.of(), seen);
    turn.run();
    assertEquals(List.of("a"), seen);
  }

  @Test
  void listenersNeverRunInsideTheCallThatRegisters() {
    Deferred<String> deferred = turn.deferred();
    deferred.succeed("a");
    deferred.thenAccept(seen::add);
    assertEquals(List.of(), seen);
    turn.run();
    assertEquals(List.of("a"), seen);
  }

  @Test
  void listenersRunInOrderOfRegistration() {
    Deferred<String> deferred = turn.deferred();
    for (int i = 0; i < 5; i++) {
      int number = i;
      deferred.thenRun(() -> seen.add(number));
    }
    deferred.succeed("a");
    deferred.thenRun(() -> seen.add(5));
    turn.run();
    deferred.thenRun(() -> seen.add(6));
    turn.run();
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6), seen);
  }

  @Test
  void listenersRunOnTheTurnWhicheverThreadCompletes() throws InterruptedException {
    Deferred<String> deferred = turn.deferred();
    Thread here = Thread.currentThread();
    deferred.thenRun(() -> seen.add(Thread.currentThread() == here));
    FakeTurn.elsewhere(() -> assertTrue(deferred.succeed("a")));
    assertTrue(deferred.isDone());
    assertEquals(List.of(), seen);
    FakeTurn.elsewhere(() -> deferred.thenRun(() -> seen.add(Thread.currentThread() == here)));
    turn.run();
    assertEquals(List.of(true, true), seen);
  }

  @Test
  void aListenerAddedOnTheTurnDoesNotOvertakeOnesThatWaitForTheTurn() throws InterruptedException {
    Deferred<String> deferred = turn.deferred();
    deferred.thenRun(() -> seen.add(1));
    deferred.thenRun(() -> seen.add(2));
    FakeTurn.elsewhere(() -> deferred.succeed("a"));
    deferred.thenRun(() -> seen.add(3));
    FakeTurn.elsewhere(() -> deferred.thenRun(() -> seen.add(4)));
    deferred.thenRun(() -> seen.add(5));
    turn.run();
    assertEquals(List.of(1, 2, 3, 4, 5), seen);
  }

  @Test
  void aListenerAddedElsewhereAfterTheEndDoesNotOvertakeTheReadyOnes() throws InterruptedException {
    Deferred<String> deferred = turn.deferred();
    deferred.thenRun(() -> seen.add(1));
    deferred.succeed("a");
    FakeTurn.elsewhere(() -> deferred.thenRun(() -> seen.add(2)));
    deferred.thenRun(() -> seen.add(3));
    turn.run();
    assertEquals(List.of(1, 2, 3), seen);
  }

  @Test
  void aListenerThatListensIsNotReentered() {
    Deferred<String> deferred = turn.deferred();
    deferred.thenRun(() -> {
      deferred.thenRun(() -> seen.add("inner"));
      seen.add("outer");
    });
    deferred.thenRun(() -> seen.add("second"));
    deferred.succeed("a");
    turn.run();
    assertEquals(List.of("outer", "second", "inner"), seen);
  }

  @Test
  void theFirstCompletionWins() {
    Deferred<String> deferred = turn.deferred();
    assertTrue(deferred.succeed("a"));
    assertFalse(deferred.succeed("b"));
    assertFalse(deferred.fail(new Exception("c")));
    assertFalse(deferred.cancel());
    assertEquals("a", deferred.resultNow());
  }

  @Test
  void manyListenersLeaveTheLoopRoomAndKeepTheirOrder() {
    Deferred<String> deferred = turn.deferred();
    for (int i = 0; i < 10_000; i++) {
      int number = i;
      deferred.thenRun(() -> seen.add(number));
    }
    deferred.succeed("a");
    deferred.thenRun(() -> seen.add(10_000));
    turn.runReady(1);
    int first = seen.size();
    assertTrue(first > 0 && first < 5_000, "in a row: " + first);
    deferred.thenRun(() -> seen.add(10_001));
    turn.run();
    assertEquals(IntStream.rangeClosed(0, 10_001).boxed().toList(), seen);
  }

  @Test
  void aStageOnAnotherTurnIsToldThere() throws InterruptedException {
    FakeTurn[] other = new FakeTurn[1];
    FakeTurn.elsewhere(() -> other[0] = new FakeTurn());
    Deferred<String> deferred = turn.deferred();
    deferred.on(other[0]).thenAccept(seen::add);
    deferred.succeed("a");
    turn.run();
    assertEquals(List.of(), seen);
    other[0].run();
    other[0].run();
    assertEquals(0, turn.readyCount());
  }

  @Test
  void withoutAnOwnerListenersRunInsideTheCompletingOrTheAddingCall() {
    Deferred<String> deferred = new Deferred<>();
    deferred.thenAccept(seen::add);
    deferred.succeed("a");
    assertEquals(List.of("a"), seen);
    deferred.thenAccept(seen::add);
    assertEquals(List.of("a", "a"), seen);
  }

  @Test
  void withoutAnOwnerNestedCompletionsQueueBehindTheRunningListener() {
    Deferred<String> one = new Deferred<>();
    Deferred<String> two = new Deferred<>();
    two.thenAccept(seen::add);
    one.thenRun(() -> {
      two.succeed("inner");
      seen.add("outer");
    });
    one.succeed("a");
    assertEquals(List.of("outer", "inner"), seen);
  }

  @Test
  void nullAndDeferredsAreValues() {
    Deferred<Deferred<String>> outer = turn.deferred();
    Deferred<String> inner = Deferred.succeeded(null);
    outer.thenAccept(seen::add);
    outer.succeed(inner);
    turn.run();
    assertEquals(List.of(inner), seen);
    assertTrue(inner.isSucceeded());
    assertEquals(null, inner.resultNow());
  }
}
