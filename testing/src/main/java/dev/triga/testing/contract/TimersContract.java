package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.reactor.ScheduledCall;
import dev.triga.testing.Gen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// When scheduled calls run.
abstract class TimersContract extends Contract {
  private static final int OUTSTANDING = Boolean.getBoolean("triga.nightly") ? 1_000_000 : 20_000;

  private final List<String> order = new CopyOnWriteArrayList<>();

  TimersContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  @Test
  void aCallRunsAfterItsDelayAndNeverEarly() {
    var reactor = started();
    var ranAt = new AtomicLong();
    long before = reactor.clock().nanoTime();
    reactor.schedule(Duration.ofMillis(5), () -> ranAt.set(reactor.clock().nanoTime()));
    settle(reactor);
    pass(Duration.ofMillis(5));
    eventually("the call runs", () -> ranAt.get() != 0);
    assertTrue(ranAt.get() - before >= Duration.ofMillis(5).toNanos());
  }

  @Test
  void shortDelaysAreNeverEarlyEither(Gen gen) {
    var reactor = started();
    var early = new AtomicInteger();
    var ran = new AtomicInteger();
    for (int i = 0; i < 200; i++) {
      var delay = gen.durationUpTo(Duration.ofMillis(3));
      long before = reactor.clock().nanoTime();
      reactor.schedule(
          delay,
          () -> {
            if (reactor.clock().nanoTime() - before < delay.toNanos()) {
              early.incrementAndGet();
            }
            ran.incrementAndGet();
          });
    }
    settle(reactor);
    pass(Duration.ofMillis(3));
    assertSoon(200, ran::get);
    assertEquals(0, early.get());
  }

  @Test
  void zeroMeansTheNextPassAndNotNow() {
    var reactor = started();
    var ran = new AtomicBoolean();
    var ranInside =
        onTurn(
            reactor,
            () -> {
              reactor.schedule(Duration.ZERO, () -> ran.set(true));
              return ran.get();
            });
    assertFalse(ranInside);
    eventually("it runs", ran::get);
  }

  @Test
  void equalTimesRunInTheOrderOfScheduling() {
    var reactor = open();
    for (int i = 0; i < 100; i++) {
      var name = String.valueOf(i);
      reactor.schedule(Duration.ZERO, () -> order.add(name));
    }
    reactor.start();
    assertSoon(100, order::size);
    var sorted = new ArrayList<>(order);
    sorted.sort((a, b) -> Integer.valueOf(a).compareTo(Integer.valueOf(b)));
    assertEquals(sorted, order);
  }

  @Test
  void callsRunByTimeAndNotByOrderOfScheduling() {
    var reactor = open();
    long gap = Duration.ofMillis(20).toNanos();
    List<ScheduledCall> calls = new ArrayList<>();
    long begun;
    do {
      // On a real clock each delay counts from its own moment, and this thread may be held up.
      calls.forEach(ScheduledCall::cancel);
      calls.clear();
      begun = reactor.clock().nanoTime();
      for (int times : new int[] {3, 1, 2}) {
        calls.add(reactor.schedule(Duration.ofNanos(times * gap), () -> order.add("" + times)));
      }
    } while (reactor.clock().nanoTime() - begun >= gap);
    reactor.start();
    settle(reactor);
    pass(Duration.ofNanos(3 * gap));
    assertSoon(List.of("1", "2", "3"), () -> List.copyOf(order));
  }

  @Test
  void manyCallsRunByTimeThenByOrderOfScheduling(Gen gen) {
    record Planned(long due, int number) {}
    var reactor = open();
    var planned = new ArrayList<Planned>();
    var ran = new CopyOnWriteArrayList<Planned>();
    doWhileIdle(() -> {
      for (int i = 0; i < 2000; i++) {
        long micros = gen.between(0, 20) * 1000L;
        var plan = new Planned(micros, i);
        planned.add(plan);
        reactor.schedule(Duration.ofNanos(micros * 1000), () -> ran.add(plan));
      }
    });
    reactor.start();
    settle(reactor);
    pass(Duration.ofMillis(20));
    assertSoon(2000, ran::size);
    if (reactor.clock().isVirtual()) {
      planned.sort((a, b) -> a.due != b.due ? Long.compare(a.due, b.due) : a.number - b.number);
      assertEquals(planned, ran);
    }
  }

  private static void doWhileIdle(Runnable work) {
    work.run();
  }

  @Test
  void anyThreadSchedulesAndTheReactorWakes() {
    var reactor = started();
    settle(reactor);
    reactor.schedule(Duration.ZERO, () -> order.add("woken"));
    assertSoon(List.of("woken"), () -> List.copyOf(order));
  }

  @Test
  void anEarlierCallShortensAWaitInProgress() {
    var reactor = started();
    var late = reactor.schedule(Duration.ofHours(1), () -> order.add("late"));
    settle(reactor);
    reactor.schedule(Duration.ofMillis(1), () -> order.add("early"));
    settle(reactor);
    pass(Duration.ofMillis(1));
    assertSoon(List.of("early"), () -> List.copyOf(order));
    assertTrue(late.cancel());
  }

  @Test
  void aNegativeDelayIsRefusedWithItsValue() {
    var reactor = open();
    var refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> reactor.schedule(Duration.ofMillis(-5), () -> {}));
    assertTrue(refusal.getMessage().contains("-"), refusal.getMessage());
  }

  @Test
  @SuppressWarnings("NullAway")
  void aNullTaskIsRefusedAtOnce() {
    var reactor = open();
    assertThrows(
        NullPointerException.class, () -> reactor.schedule(Duration.ZERO, (Runnable) null));
  }

  @Test
  void theLongestDelayIsAccepted() {
    var reactor = started();
    var call = reactor.schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> order.add("never"));
    settle(reactor);
    assertTrue(call.isPending());
    assertTrue(call.cancel());
  }

  @Test
  void aCallThatSchedulesItselfDoesNotStarveSubmissions() {
    var reactor = started();
    var spinning = new AtomicBoolean(true);
    var again =
        new Runnable() {
          @Override
          public void run() {
            if (spinning.get()) {
              reactor.schedule(Duration.ZERO, this);
            }
          }
        };
    reactor.execute(again);
    doOnTurn(reactor, () -> spinning.set(false));
  }

  @Test
  void scheduledCallsAreListedByTime() {
    var reactor = open();
    var second = reactor.schedule(Duration.ofHours(2), () -> {});
    var first = reactor.schedule(Duration.ofHours(1), () -> {});
    var cancelled = reactor.schedule(Duration.ofHours(3), () -> {});
    cancelled.cancel();
    assertEquals(List.of(first, second), reactor.scheduledCalls());
  }

  @Test
  void listingOffTheTurnIsRefused() {
    var reactor = started();
    settle(reactor);
    assertThrows(WrongThreadException.class, reactor::scheduledCalls);
  }

  @Test
  void dueInCountsDown() {
    var reactor = open();
    var call = reactor.schedule(Duration.ofHours(1), () -> {});
    var before = call.dueIn();
    assertTrue(before.compareTo(Duration.ofHours(1)) <= 0, before.toString());
    assertTrue(before.compareTo(Duration.ofMinutes(59)) > 0, before.toString());
    pass(Duration.ofMinutes(1));
    assertTrue(call.dueIn().compareTo(before) <= 0);
  }

  @Test
  void pendingCallsDoNotRunAfterStop() {
    var reactor = open();
    var call = reactor.schedule(Duration.ofHours(1), () -> order.add("after stop"));
    reactor.stop();
    reactor.run();
    pass(Duration.ofHours(2));
    assertEquals(List.of(), order);
    assertFalse(call.isPending());
  }

  @Test
  void aTaskRunsOnceAndIsDone() {
    var reactor = started();
    var call = reactor.schedule(Duration.ZERO, () -> order.add("ran"));
    eventually("it is done", call::isDone);
    settle(reactor);
    assertEquals(List.of("ran"), order);
    assertFalse(call.isPending());
    assertFalse(call.isCancelled());
    assertEquals(Duration.ZERO, call.dueIn());
  }

  @Test
  void manyOutstandingCallsAreCheapToDrop() {
    // Debugging would keep the stack of each caller, which takes longer than all the rest.
    var reactor = open(builder -> builder.debug(false));
    var calls = new ArrayList<ScheduledCall>();
    for (int i = 0; i < OUTSTANDING; i++) {
      calls.add(reactor.schedule(Duration.ofSeconds(3600L + i % 100), () -> {}));
    }
    assertEquals(OUTSTANDING, reactor.scheduledCalls().size());
    calls.forEach(ScheduledCall::cancel);
    assertEquals(List.of(), reactor.scheduledCalls());
  }
}
