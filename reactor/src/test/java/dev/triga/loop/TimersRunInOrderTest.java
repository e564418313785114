package dev.triga.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.reactor.ScheduledCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TimersRunInOrderTest {
  private final ManualHome home = new ManualHome();
  private final TimerQueue queue = new TimerQueue(home);
  private final List<Object> ran = new ArrayList<>();

  private TimerCall schedule(long due, Object name) {
    return schedule(due, () -> ran.add(name));
  }

  private TimerCall schedule(long due, Runnable task) {
    TimerCall call = new TimerCall(queue, due, task, null);
    assertTrue(queue.schedule(call));
    return call;
  }

  private int runAt(long now) {
    home.advanceTo(now);
    home.deliver();
    return ManualHome.runDue(queue, now, Integer.MAX_VALUE);
  }

  @Test
  void callsOfTheSameTimeRunInTheOrderTheyWereScheduled() {
    IntStream.range(0, 1_000).forEach(i -> schedule(5_000_000_000L, i));
    runAt(5_000_000_000L);
    assertEquals(IntStream.range(0, 1_000).boxed().toList(), ran);
  }

  @Test
  void callsOfEveryLevelOfTheWheelRunInOrderOfTime() {
    List<Long> times = LongStream.range(0, 63).map(bit -> 1L << bit).boxed().toList();
    times.reversed().forEach(time -> schedule(time, time));
    for (long time : times) {
      assertEquals(time, queue.nextDue());
      assertEquals(0, runAt(time - 1));
      assertEquals(1, runAt(time));
    }
    assertEquals(times, ran);
  }

  @Test
  void oneLookAtTheEndOfTimeRunsEverythingInOrder() {
    List<Long> times = LongStream.range(0, 63).map(bit -> 1L << bit).boxed().toList();
    times.reversed().forEach(time -> schedule(time, time));
    assertEquals(63, runAt(Long.MAX_VALUE));
    assertEquals(times, ran);
  }

  @Test
  void aCallIsNeverEarlyByEvenANanosecond() {
    for (long due : new long[] {1, 999_999, 1L << 20, (1L << 20) + 1, 3_600_000_000_000L}) {
      TimerCall call = schedule(due, due);
      assertEquals(0, runAt(due - 1));
      assertTrue(call.isPending());
      assertEquals(Duration.ofNanos(1), call.dueIn());
      assertEquals(1, runAt(due));
      assertTrue(call.isDone());
    }
  }

  @Test
  void noDelayOverflows() {
    Duration endless = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
    home.advanceTo(1_000);
    TimerCall call = schedule(TimerInstant.after(1_000, endless), "never");
    assertEquals(Long.MAX_VALUE, queue.nextDue());
    assertTrue(call.delay(endless));
    assertTrue(call.reset(endless));
    assertFalse(call.resetIfEarlier(endless));
    assertEquals(0, runAt(Long.MAX_VALUE - 1));
    assertTrue(call.delay(endless.negated()));
    assertEquals(1, runAt(Long.MAX_VALUE - 1));
  }

  @Test
  void aNegativeDelayIsRefusedWithAdvice() {
    TimerCall call = schedule(10, "x");
    Duration negative = Duration.ofNanos(-1);
    var e = assertThrows(IllegalArgumentException.class, () -> call.reset(negative));
    assertTrue(e.getMessage().contains("PT-0.000000001S"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> call.resetIfEarlier(negative));
    assertThrows(IllegalArgumentException.class, () -> TimerInstant.after(0, negative));
    assertTrue(call.isPending());
  }

  @Test
  void workAddedByAPassRunsInTheNextOne() {
    Runnable[] again = new Runnable[1];
    again[0] =
        () -> {
          ran.add("run");
          schedule(0, again[0]);
        };
    schedule(0, again[0]);
    TimerCall later = schedule(1_000, "moved");
    schedule(0, () -> later.reset(Duration.ZERO));
    home.advanceTo(100);
    assertEquals(2, runAt(100));
    assertEquals(List.of("run"), ran);
    assertTrue(queue.nextDue() <= 100);
    assertEquals(2, runAt(100));
    assertEquals(List.of("run", "run", "moved"), ran);
  }

  @Test
  void whatABoundedPassLeavesKeepsItsOrderBeforeWhatIsAdded() {
    for (int i = 0; i < 10; i++) {
      schedule(7, i);
    }
    home.advanceTo(7);
    assertEquals(4, ManualHome.runDue(queue, 7, 4));
    schedule(7, "new");
    assertEquals(7, queue.nextDue());
    assertEquals(7, runAt(7));
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, "new"), ran);
  }

  @Test
  void aCallCancelledEarlierInItsBatchDoesNotRun() {
    TimerCall[] victim = new TimerCall[1];
    schedule(5, () -> assertTrue(victim[0].cancel()));
    victim[0] = schedule(5, "victim");
    assertEquals(1, runAt(5));
    assertEquals(List.of(), ran);
    assertFalse(victim[0].cancel());
    assertEquals(0, queue.size());
  }

  @Test
  void aRunningCallIsDoneAndNotToBeChanged() {
    TimerCall[] self = new TimerCall[1];
    self[0] =
        schedule(
            5,
            () -> {
              assertFalse(self[0].isPending());
              assertTrue(self[0].isDone());
              assertFalse(self[0].cancel());
              assertFalse(self[0].runNow());
              assertFalse(self[0].delay(Duration.ofSeconds(1)));
              ran.add("ran");
            });
    runAt(5);
    assertEquals(List.of("ran"), ran);
    assertTrue(self[0].isDone());
    assertFalse(self[0].isCancelled());
  }

  @Test
  void theNextDueTimeIsExactWithFewCalls() {
    SplittableRandom random = new SplittableRandom(17);
    List<TimerCall> calls = new ArrayList<>();
    long now = 0;
    for (int step = 0; step < 20_000; step++) {
      if (calls.size() < 30) {
        long due = now + (random.nextLong() >>> random.nextInt(10, 63) >>> 1);
        calls.add(schedule(Math.max(0, due), "call"));
      }
      TimerCall call = calls.get(random.nextInt(calls.size()));
      switch (random.nextInt(3)) {
        case 0 -> call.cancel();
        case 1 -> call.delay(Duration.ofNanos(random.nextLong(1L << 40)));
        default -> call.reset(Duration.ofNanos(random.nextLong(1L << 40)));
      }
      calls.removeIf(c -> !c.isPending());
      long expected = calls.stream().mapToLong(TimerCall::due).min().orElse(TimerQueue.NEVER);
      assertEquals(expected, queue.nextDue());
      if (random.nextInt(5) == 0 && expected != TimerQueue.NEVER) {
        now = expected;
        assertTrue(runAt(now) > 0);
        calls.removeIf(c -> !c.isPending());
      }
    }
  }

  @Test
  void aCrowdedSlotMayCauseALookTooEarlyButNeverTooLate() {
    long due = 600_000_000_000L;
    IntStream.range(0, 1_000).forEach(i -> schedule(due + i, i));
    int looks = 0;
    while (ran.size() < 1_000) {
      long next = queue.nextDue();
      assertTrue(next <= due + ran.size(), () -> "late: " + next);
      runAt(next);
      looks++;
    }
    assertEquals(IntStream.range(0, 1_000).boxed().toList(), ran);
    assertTrue(looks <= 1_000 + 8, looks + " looks for 1000 times");
  }

  @Test
  void afterTheLastCallIsCancelledThereIsNothingToWakeFor() {
    List<TimerCall> calls =
        IntStream.range(0, 100).mapToObj(i -> schedule(1_000_000_000L + i, i)).toList();
    assertTrue(queue.nextDue() <= 1_000_000_000L);
    calls.forEach(TimerCall::cancel);
    assertEquals(TimerQueue.NEVER, queue.nextDue());
  }

  @Test
  void aCallMovedLaterIsFiledAnewWithoutBeingRun() {
    TimerCall call = schedule(1_000, "idle time-out");
    for (int i = 1; i <= 100; i++) {
      assertEquals(0, runAt(i * 900L));
      assertTrue(call.reset(Duration.ofNanos(1_000)));
      assertEquals(i * 900L + 1_000, queue.nextDue());
    }
    assertEquals(1, runAt(91_000));
  }

  @Test
  void callsOfAnotherThreadAreFiledByOneMessageAndInOrder() {
    home.elsewhere(() -> IntStream.range(0, 10).forEach(i -> schedule(3, i)));
    assertEquals(1, home.messageCount());
    home.deliver();
    assertEquals(3, queue.nextDue());
    List<ScheduledCall> calls = queue.list();
    home.elsewhere(() -> calls.forEach(ScheduledCall::cancel));
    assertEquals(1, home.messageCount());
    assertEquals(10, calls.stream().filter(ScheduledCall::isCancelled).count());
    assertEquals(0, runAt(3));
    assertEquals(TimerQueue.NEVER, queue.nextDue());
  }

  @Test
  void anotherThreadThatCancelsAtOnceFindsTheCall() {
    home.elsewhere(() -> assertTrue(schedule(0, "x").cancel()));
    assertEquals(0, runAt(0));
    assertEquals(0, queue.size());
  }

  @Test
  void anotherThreadThatMovesACallSoonerHasItFiledAnew() {
    TimerCall call = schedule(1L << 40, "x");
    assertEquals(1L << 40, queue.nextDue());
    home.elsewhere(() -> assertTrue(call.resetIfEarlier(Duration.ofNanos(5))));
    assertEquals(1, home.messageCount());
    home.deliver();
    assertEquals(5, queue.nextDue());
    assertEquals(1, runAt(5));
  }

  @Test
  void aCallToldToRunNowRunsFirstAndOnceAndCannotBeCancelled() {
    schedule(5, "due");
    TimerCall call = schedule(1L << 40, "hurried");
    assertTrue(call.runNow());
    assertFalse(call.runNow());
    assertFalse(call.cancel());
    assertFalse(call.isPending());
    assertEquals(List.of(), ran);
    assertEquals(0, queue.nextDue());
    assertEquals(2, runAt(5));
    assertEquals(List.of("hurried", "due"), ran);
    assertEquals(0, runAt(1L << 41));
  }

  @Test
  void theTaskIsForgottenAfterRunningAndAfterCancelling() {
    assertCollected(schedule(1, () -> ran.add("x")), true);
    assertCollected(schedule(1, () -> ran.add("x")), false);
  }

  private void assertCollected(TimerCall call, boolean run) {
    if (run) {
      runAt(1);
    } else {
      call.cancel();
    }
    assertThrows(NullPointerException.class, call::begin);
  }

  @Test
  void closingCancelsWhatIsPendingAndRefusesMore() {
    TimerCall second = schedule(1L << 50, "second");
    TimerCall first = schedule(10, "first");
    TimerCall[] foreign = new TimerCall[1];
    home.elsewhere(() -> foreign[0] = schedule(20, "foreign"));
    schedule(1, "cancelled").cancel();
    assertTrue(queue.close());
    for (TimerCall call : List.of(first, foreign[0], second)) {
      assertTrue(call.isCancelled());
    }
    TimerCall late = new TimerCall(queue, 0, () -> {}, null);
    assertFalse(queue.schedule(late));
    assertTrue(late.isCancelled());
    TimerCall lateForeign = new TimerCall(queue, 0, () -> {}, null);
    home.elsewhere(() -> assertFalse(queue.schedule(lateForeign)));
    assertTrue(lateForeign.isCancelled());
    assertEquals(0, queue.size());
    assertEquals(TimerQueue.NEVER, queue.nextDue());
    assertTrue(queue.close());
  }

  @Test
  void aMillionCallsRunInOrder() {
    SplittableRandom random = new SplittableRandom(3);
    long[] last = {0};
    Runnable task = () -> {};
    for (int i = 0; i < 1_000_000; i++) {
      queue.schedule(new TimerCall(queue, random.nextLong(600_000_000_000L), task, null));
    }
    assertEquals(1_000_000, queue.size());
    int total = 0;
    for (long now = 0; total < 1_000_000; now = Math.min(now + 100_000_000, 600_000_000_000L)) {
      queue.beginPass(now);
      for (TimerCall call = queue.pollDue(); call != null; call = queue.pollDue()) {
        assertTrue(call.filedDue >= last[0] && call.filedDue <= now);
        last[0] = call.filedDue;
        call.begin();
        call.finish();
        total++;
      }
    }
    assertEquals(1_000_000, total);
    assertEquals(TimerQueue.NEVER, queue.nextDue());
  }

  @Test
  void aStormOfTheSameTimeRunsInBoundedPassesAndInOrder() {
    int count = 200_000;
    int[] expected = {0};
    for (int i = 0; i < count; i++) {
      int number = i;
      schedule(9_000_000_000L, () -> assertEquals(number, expected[0]++));
    }
    home.advanceTo(9_000_000_000L);
    int passes = 0;
    while (expected[0] < count) {
      assertTrue(queue.nextDue() <= 9_000_000_000L);
      ManualHome.runDue(queue, 9_000_000_000L, 4_096);
      passes++;
    }
    // Each call comes down three levels of the wheel and runs: one bounded pass per 4 096 steps.
    assertTrue(passes >= (count + 4_095) / 4_096 && passes <= 5 * (count / 4_096 + 1), "" + passes);
  }

  @Test
  void aCrowdedSlotIsEmptiedInBoundedPassesWhileEarlierCallsRun() {
    int count = 5 * TimerQueue.FILED_PER_STEP_MAX;
    for (int i = 0; i < count; i++) {
      schedule(9_000_000_000L, "crowd");
    }
    queue.beginPass(9_000_000_000L);
    assertNull(queue.pollDue());
    assertTrue(queue.nextDue() <= 9_000_000_000L);
    TimerCall hurried = schedule(20_000_000_000L, "hurried");
    hurried.runNow();
    assertEquals(1, ManualHome.runDue(queue, 9_000_000_000L, 4_096));
    assertEquals(List.of("hurried"), ran);
  }

  @Test
  void whatOtherThreadsScheduleIsFiledInBoundedPassesAndInOrder() {
    int count = 5 * TimerQueue.FILED_PER_STEP_MAX / 2;
    int[] expected = {0};
    home.elsewhere(() -> {
      for (int i = 0; i < count; i++) {
        int number = i;
        schedule(7, () -> assertEquals(number, expected[0]++));
      }
    });
    int passes = 0;
    while (expected[0] < count) {
      assertTrue(ManualHome.runDue(queue, 7, count) <= TimerQueue.FILED_PER_STEP_MAX);
      assertTrue(expected[0] == count || queue.nextDue() <= 7);
      passes++;
    }
    assertEquals(3, passes);
    assertEquals(TimerQueue.NEVER, queue.nextDue());
  }

  @Test
  void closingTakesBoundedSteps() {
    int count = 3 * TimerQueue.FILED_PER_STEP_MAX;
    TimerCall[] calls = new TimerCall[count];
    for (int i = 0; i < count; i++) {
      calls[i] = schedule(1L << (i % 40), "never");
    }
    int steps = 1;
    while (!queue.close()) {
      steps++;
    }
    assertEquals(4, steps);
    for (TimerCall call : calls) {
      assertTrue(call.isCancelled());
    }
    assertEquals(0, queue.size());
    assertEquals(TimerQueue.NEVER, queue.nextDue());
  }
}
