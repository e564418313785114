package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.reactor.CallGroup;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ScheduledCall;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Cancelling, moving and grouping scheduled calls.
abstract class TimerChangesContract extends Contract {
  private static final Duration HOUR = Duration.ofHours(1);
  private final List<String> order = new CopyOnWriteArrayList<>();

  TimerChangesContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  private Runnable note(String what) {
    return () -> order.add(what);
  }

  @Test
  void aCancelledCallNeverRuns() {
    var reactor = open();
    var call = reactor.schedule(Duration.ZERO, note("cancelled"));
    assertTrue(call.cancel());
    reactor.start();
    settle(reactor);
    assertEquals(List.of(), order);
    assertTrue(call.isCancelled());
    assertFalse(call.isPending());
    assertFalse(call.isDone());
  }

  @Test
  void onlyTheFirstCancelWins() {
    var call = open().schedule(HOUR, note("never"));
    assertTrue(call.cancel());
    assertFalse(call.cancel());
  }

  @Test
  void cancellingACallThatRanLoses() {
    var reactor = started();
    var call = reactor.schedule(Duration.ZERO, note("ran"));
    eventually("it is done", call::isDone);
    assertFalse(call.cancel());
    assertFalse(call.isCancelled());
  }

  @Test
  void aCallIsDoneInsideItselfAndCannotBeCancelledThere() {
    var reactor = open();
    var self = new AtomicReference<ScheduledCall>();
    self.set(
        reactor.schedule(
            Duration.ZERO, () -> order.add(self.get().isDone() + " " + self.get().cancel())));
    reactor.start();
    assertSoon(List.of("true false"), () -> List.copyOf(order));
  }

  @Test
  void aCallCancelsALaterOneOfTheSamePass() {
    var reactor = open();
    var later = new AtomicReference<ScheduledCall>();
    reactor.schedule(Duration.ZERO, () -> order.add("cancelled " + later.get().cancel()));
    later.set(reactor.schedule(Duration.ZERO, note("later")));
    reactor.start();
    settle(reactor);
    assertEquals(List.of("cancelled true"), order);
  }

  @Test
  void delayMovesLater() {
    var reactor = open();
    var call = reactor.schedule(Duration.ofMillis(1), note("never"));
    assertTrue(call.delay(HOUR));
    reactor.start();
    settle(reactor);
    pass(Duration.ofMillis(10));
    settle(reactor);
    assertEquals(List.of(), order);
    assertTrue(call.dueIn().compareTo(Duration.ofMinutes(59)) > 0);
    assertTrue(call.cancel());
  }

  @Test
  void aNegativeDelayMovesSooner() {
    var reactor = started();
    var call = reactor.schedule(HOUR, note("sooner"));
    settle(reactor);
    assertTrue(call.delay(HOUR.negated()));
    assertSoon(List.of("sooner"), () -> List.copyOf(order));
  }

  @Test
  void resetCountsFromNow() {
    var reactor = started();
    var call = reactor.schedule(HOUR, note("reset"));
    settle(reactor);
    assertTrue(call.reset(Duration.ofMillis(1)));
    settle(reactor);
    pass(Duration.ofMillis(1));
    assertSoon(List.of("reset"), () -> List.copyOf(order));
  }

  @Test
  void resetIfEarlierOnlyMovesSooner() {
    var reactor = open();
    var call = reactor.schedule(HOUR, note("never"));
    assertFalse(call.resetIfEarlier(Duration.ofHours(2)));
    assertTrue(call.dueIn().compareTo(HOUR) <= 0);
    assertTrue(call.resetIfEarlier(Duration.ofMinutes(1)));
    assertTrue(call.dueIn().compareTo(Duration.ofMinutes(1)) <= 0);
  }

  @Test
  void resettingToANegativeTimeIsRefused() {
    var call = open().schedule(HOUR, note("never"));
    assertThrows(IllegalArgumentException.class, () -> call.reset(Duration.ofMillis(-1)));
    assertThrows(IllegalArgumentException.class, () -> call.resetIfEarlier(Duration.ofMillis(-1)));
    assertTrue(call.isPending());
  }

  @Test
  void changesToACancelledCallSayThatItIsTooLate() {
    var call = open().schedule(HOUR, note("never"));
    call.cancel();
    assertFalse(call.delay(HOUR));
    assertFalse(call.reset(HOUR));
    assertFalse(call.resetIfEarlier(Duration.ZERO));
  }

  @Test
  void changesToADoneCallSayThatItIsTooLate() {
    var reactor = started();
    var call = reactor.schedule(Duration.ZERO, note("ran"));
    eventually("it is done", call::isDone);
    assertFalse(call.delay(HOUR));
    assertFalse(call.reset(HOUR));
    assertFalse(call.resetIfEarlier(Duration.ZERO));
    // A call is done as soon as it begins to run.
    assertSoon(List.of("ran"), () -> List.copyOf(order));
  }

  @Test
  void anExtremeDelayDoesNotOverflow() {
    var call = open().schedule(HOUR, note("never"));
    assertTrue(call.delay(Duration.ofSeconds(Long.MAX_VALUE)));
    assertTrue(call.isPending());
    assertTrue(call.dueIn().compareTo(HOUR) > 0);
  }

  @Test
  void runNowMakesItRunInTheNextPass() {
    var reactor = started();
    var call = reactor.schedule(HOUR, note("now"));
    var inside =
        onTurn(
            reactor,
            () -> {
              assertTrue(call.runNow());
              return List.copyOf(order);
            });
    assertEquals(List.of(), inside);
    assertSoon(List.of("now"), () -> List.copyOf(order));
    eventually("it is done", call::isDone);
  }

  @Test
  void anyThreadMakesACallRunNow() {
    var reactor = started();
    var call = reactor.schedule(HOUR, note("now"));
    settle(reactor);
    assertTrue(call.runNow());
    assertSoon(List.of("now"), () -> List.copyOf(order));
  }

  @Test
  void afterRunNowNobodyCanPreventItAnyMore() {
    var reactor = open();
    var call = reactor.schedule(HOUR, note("now"));
    assertTrue(call.runNow());
    assertFalse(call.runNow());
    assertFalse(call.cancel());
    assertFalse(call.reset(HOUR));
    reactor.start();
    settle(reactor);
    assertEquals(List.of("now"), order);
  }

  @Test
  void cancellingFromAnotherThreadIsAtomicAgainstRunning() {
    var reactor = started();
    for (int i = 0; i < 300; i++) {
      var ran = new AtomicBoolean();
      var call = reactor.schedule(Duration.ZERO, () -> ran.set(true));
      boolean won = call.cancel();
      settle(reactor);
      assertEquals(!won, ran.get());
    }
  }

  @Test
  void aGroupIsCancelledAsAWhole() {
    var reactor = open();
    var group = new CallGroup("session");
    reactor.schedule(Duration.ZERO, group, note("1"));
    reactor.schedule(HOUR, group, note("2"));
    reactor.schedule(Duration.ZERO, note("other"));
    assertEquals(2, group.size());
    assertEquals(2, group.cancelAll());
    assertEquals(0, group.size());
    reactor.start();
    settle(reactor);
    assertEquals(List.of("other"), order);
  }

  @Test
  void cancellingAGroupStopsLaterCallsOfTheSamePass() {
    var reactor = open();
    var group = new CallGroup("session");
    reactor.schedule(Duration.ZERO, group, () -> order.add("cancelled " + group.cancelAll()));
    reactor.schedule(Duration.ZERO, group, note("later"));
    reactor.start();
    settle(reactor);
    assertEquals(List.of("cancelled 1"), order);
  }

  @Test
  void aGroupForgetsCallsThatRan() {
    var reactor = started();
    var group = new CallGroup("session");
    reactor.schedule(Duration.ZERO, group, note("ran"));
    assertSoon(0, group::size);
    assertSoon(List.of("ran"), () -> List.copyOf(order));
    assertEquals(0, group.cancelAll());
  }

  @Test
  void anotherThreadFindsWhatItHasJustScheduledInAGroup() {
    var reactor = started();
    var group = new CallGroup("session");
    var ran = new AtomicInteger();
    int cancelled = 0;
    for (int i = 0; i < 200; i++) {
      reactor.schedule(Duration.ofMillis(1), group, ran::incrementAndGet);
      cancelled += group.cancelAll();
    }
    pass(Duration.ofMillis(1));
    settle(reactor);
    assertEquals(200, cancelled + ran.get());
  }

  @Test
  void whenRunningWaitsForTheRun() {
    var reactor = open();
    var call = reactor.whenRunning(note("running"));
    assertTrue(call.isPending());
    assertEquals(List.of(), order);
    reactor.start();
    assertSoon(List.of("running"), () -> List.copyOf(order));
  }

  @Test
  void whenRunningIsNeverInsideTheCallThatAddsIt() {
    Reactor reactor = started();
    doOnTurn(
        reactor,
        () -> {
          reactor.whenRunning(note("called"));
          order.add("returned");
        });
    assertSoon(List.of("returned", "called"), () -> List.copyOf(order));
  }

  @Test
  void whenRunningCanBeCancelled() {
    var reactor = open();
    assertTrue(reactor.whenRunning(note("never")).cancel());
    reactor.start();
    settle(reactor);
    assertEquals(List.of(), order);
  }
}
