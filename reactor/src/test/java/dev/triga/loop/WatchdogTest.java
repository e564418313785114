package dev.triga.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.reactor.Log;
import dev.triga.reactor.LogEntry;
import dev.triga.reactor.ReactorClock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  private static final Duration THRESHOLD = Duration.ofMillis(40);
  private static final long MILLI = 1_000_000;

  private final PassCounter passes = new PassCounter();
  private NamedLog log;

  @BeforeEach
  void withoutTheSystemLogger() {
    Log.defaultObserver(entry -> {});
    log = NamedLog.ofReactor("stuck one", new ManualTurn(), InstantSource.system());
  }

  @AfterEach
  void restoreTheDefault() {
    Log.defaultObserver(Log.systemLogger());
  }

  private StallWatch watch(Thread holder) {
    var watched = new Watched("stuck one", passes, () -> holder, log);
    var watch = Watchdog.watch(watched, ReactorClock.system(), THRESHOLD, Duration.ZERO);
    return java.util.Objects.requireNonNull(watch);
  }

  @Test
  void aLongPassIsReportedWithTheStackOfWhoeverHasTheTurn() throws InterruptedException {
    var release = new CountDownLatch(1);
    Thread holder = Thread.ofVirtual().name("culprit").start(() -> blockIn(release));
    try (var watch = watch(holder)) {
      passes.begin();
      await(() -> watch.stalls() == 1 && !log.history().isEmpty());
      passes.end();
      LogEntry entry = log.history().getFirst();
      assertTrue(entry.message().startsWith("reactor 'stuck one' is stalled"), entry.message());
      assertTrue(entry.message().contains("thread 'culprit'"), entry.message());
      StackTraceElement[] stack = java.util.Objects.requireNonNull(entry.error()).getStackTrace();
      assertTrue(List.of(stack).stream().anyMatch(f -> f.getMethodName().equals("blockIn")));
    } finally {
      release.countDown();
      holder.join();
    }
    await(() -> threads() == 0);
  }

  private static void blockIn(CountDownLatch release) {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aLoopThatMovesIsNotReported() {
    try (var watch = watch(Thread.currentThread())) {
      long end = System.nanoTime() + 5 * THRESHOLD.toNanos();
      while (System.nanoTime() < end) {
        passes.begin();
        passes.end();
      }
      assertEquals(0, watch.stalls());
    }
    await(() -> threads() == 0);
  }

  @Test
  void theWatchdogSleepsWhileEverybodyWaitsAndWakesForAPass() {
    try (var watch = watch(Thread.currentThread())) {
      assertEquals(0, threads(), "it has nothing to do before the first pass");
      passes.begin();
      passes.end();
      await(() -> threads() == 1 && watchdog().getState() == Thread.State.WAITING);
      passes.begin();
      await(() -> watch.stalls() == 1);
      passes.end();
      await(() -> watchdog().getState() == Thread.State.WAITING);
    }
    await(() -> threads() == 0);
  }

  @Test
  void oneThreadWatchesManyLoopsAndEndsWithTheLast() {
    var second = new PassCounter();
    var watched = new Watched("second", second, Thread::currentThread, log);
    var other = Watchdog.watch(watched, ReactorClock.system(), THRESHOLD, Duration.ZERO);
    try (var first = watch(Thread.currentThread())) {
      passes.begin();
      second.begin();
      await(() -> first.stalls() == 1 && other.stalls() == 1);
      assertEquals(1, threads());
      passes.end();
    }
    assertEquals(1, threads());
    second.end();
    other.close();
    other.close();
    await(() -> threads() == 0);
  }

  @Test
  void thousandsOfWatchesLeaveNoThread() {
    for (int i = 0; i < 2_000; i++) {
      try (var watch = watch(Thread.currentThread())) {
        passes.begin();
        passes.end();
        assertEquals(0, watch.stalls());
      }
    }
    await(() -> threads() == 0);
  }

  @Test
  void virtualClocksAndAThresholdOfZeroAreNotWatched() {
    var watched = new Watched("r", passes, Thread::currentThread, log);
    ReactorClock virtual =
        new ReactorClock() {
          @Override
          public long nanoTime() {
            return 0;
          }

          @Override
          public boolean isVirtual() {
            return true;
          }
        };
    assertNull(Watchdog.watch(watched, virtual, THRESHOLD, Duration.ZERO));
    assertNull(Watchdog.watch(watched, ReactorClock.system(), Duration.ZERO, Duration.ZERO));
  }

  @Test
  void nothingIsReportedInTheGracePeriod() {
    var watched = new Watched("r", passes, Thread::currentThread, log);
    var hour = Duration.ofHours(1);
    try (var watch = Watchdog.watch(watched, ReactorClock.system(), THRESHOLD, hour)) {
      var control = new PassCounter();
      var other = new Watched("control", control, Thread::currentThread, log);
      var second = Watchdog.watch(other, ReactorClock.system(), THRESHOLD, Duration.ZERO);
      passes.begin();
      control.begin();
      await(() -> second.stalls() == 1);
      second.close();
      assertEquals(0, watch.stalls());
      passes.end();
    }
    await(() -> threads() == 0);
  }

  @Test
  void nothingIsReportedOfALoopThatIsExcused() {
    var excused = new AtomicBoolean(true);
    var watched = new Watched("r", passes, Thread::currentThread, log, excused::get);
    try (var watch = Watchdog.watch(watched, ReactorClock.system(), THRESHOLD, Duration.ZERO)) {
      var control = new PassCounter();
      var other = new Watched("control", control, Thread::currentThread, log);
      var second = Watchdog.watch(other, ReactorClock.system(), THRESHOLD, Duration.ZERO);
      passes.begin();
      control.begin();
      await(() -> second.stalls() == 1);
      second.close();
      assertEquals(0, watch.stalls());
      excused.set(false);
      await(() -> watch.stalls() == 1);
      passes.end();
    }
    await(() -> threads() == 0);
  }

  @Test
  void aPassIsDueForReportsAtDoublingTimes() {
    var meter = new StallMeter(100 * MILLI);
    assertTrue(meter.sample(1, 0, 25 * MILLI), "a loop that works is active");
    long[] due = new long[5];
    int reports = 0;
    for (int i = 1; i <= 80; i++) {
      meter.sample(1, 0, 25 * MILLI);
      if (meter.isReportDue()) {
        due[reports++] = meter.takenNanos() / MILLI;
        meter.reported();
      }
    }
    assertEquals(
        List.of(100L, 200L, 400L, 800L, 1_600L), java.util.Arrays.stream(due).boxed().toList());
    assertTrue(meter.wasReported());
    assertTrue(meter.sample(2, 0, 25 * MILLI), "it has moved");
    assertFalse(meter.wasReported());
    assertFalse(meter.sample(2, 0, 25 * MILLI), "it waits");
  }

  @Test
  void aPassOfManyShortCallbacksIsDueAtTenTimesTheThreshold() {
    var meter = new StallMeter(100 * MILLI);
    for (int i = 0; i < 40; i++) {
      meter.sample(1, i, 25 * MILLI);
      assertFalse(meter.isReportDue(), "after " + 25 * i + " ms");
    }
    meter.sample(1, 40, 25 * MILLI);
    assertTrue(meter.isReportDue());
    assertFalse(meter.isOneCallback());
    assertEquals(1_000 * MILLI, meter.takenNanos());
  }

  @Test
  void oneLongCallbackAmongShortOnesIsDueAtTheThreshold() {
    var meter = new StallMeter(100 * MILLI);
    for (int i = 0; i < 10; i++) {
      meter.sample(1, i, 25 * MILLI);
    }
    for (int i = 0; i < 4; i++) {
      assertFalse(meter.isReportDue());
      meter.sample(1, 9, 25 * MILLI);
    }
    assertTrue(meter.isReportDue());
    assertTrue(meter.isOneCallback());
    assertEquals(100 * MILLI, meter.takenNanos());
  }

  @Test
  void reactorsThatStallAgainAndAgainAreLoggedLessAndLess() {
    var pace = new ReportPace();
    int logged = 0;
    for (long second = 0; second < 120; second++) {
      logged += pace.mayReport(second * 1_000 * MILLI) ? 1 : 0;
    }
    assertEquals(7, logged, "at 0, 1, 3, 7, 15, 31 and 63 seconds");
    assertEquals(113, pace.takeLeft());
    assertEquals(0, pace.takeLeft());
    assertTrue(pace.mayReport(1_000 * 1_000 * MILLI));
    assertTrue(pace.mayReport(1_001 * 1_000 * MILLI), "after a quiet time it is as before");
  }

  @Test
  void aDebuggerIsSeenInTheOptions() {
    assertTrue(Debugger.isIn(List.of("-Xmx1g", "-agentlib:jdwp=transport=dt_socket,server=y")));
    assertTrue(Debugger.isIn(List.of("-Xrunjdwp:transport=dt_socket")));
    assertFalse(Debugger.isIn(List.of("-agentlib:hprof", "Main", "jdwp")));
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(Watchdog.THREAD_NAME))
        .count();
  }

  private static Thread watchdog() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(Watchdog.THREAD_NAME))
        .findAny()
        .orElseThrow();
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "it did not happen within 20 s");
      LockSupport.parkNanos(MILLI);
    }
  }
}
