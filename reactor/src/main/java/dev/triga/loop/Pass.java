package dev.triga.loop;

import dev.triga.driver.Driver;
import dev.triga.loop.jfr.FlightEvents;
import dev.triga.loop.jfr.TurnEvent;
import dev.triga.reactor.ReactorClock;
import org.jspecify.annotations.Nullable;

/// The pass of a loop: what runs, in which order, and how much of it before the next poll.
final class Pass {
  /// How many deliveries run in a row before the loop goes on with other work; fewer when their
  /// time in this pass is over.
  private static final int DELIVERIES_IN_A_ROW_MAX = 4096;

  /// Every so many calls the clock is asked whether their time in this pass is over.
  private static final int CALLS_PER_CLOCK_READING = 64;

  /// Looking out for other threads while they cannot run would only keep them waiting.
  private static final boolean ARE_OTHERS_AT_WORK = Runtime.getRuntime().availableProcessors() > 1;

  /// Every so many looks for submitted work the clock is read.
  private static final int LOOKS_PER_CLOCK_READING = 8;

  /// How often the loop looks again for a task that is just being submitted: about a microsecond.
  private static final int CLAIMED_SPINS_MAX = 32;

  final SubmissionQueue submissions = new SubmissionQueue();
  final WakeFlag wakeFlag = new WakeFlag();
  final ReadyQueue ready = new ReadyQueue();
  final FlushQueue flushes = new FlushQueue();

  private final EventLoop loop;
  private final Driver driver;
  private final TimerQueue timers;
  private final ReactorClock clock;
  private final int callsMax;
  private final long timeMaxNanos;
  private final long spinNanos;

  /// Null where nobody would be waited for in real time.
  private final @Nullable Lookout lookout;

  /// Tells the watchdog whether the loop works or polls.
  final PassCounter counter = new PassCounter();

  private @Nullable TurnEvent event;
  private int submissionsInTurn;
  private int timersInTurn;

  private boolean polling;

  /// Whether somebody was told to end the sleep of this poll.
  private boolean woken;

  private boolean delivering;

  Pass(EventLoop loop, Driver driver, TimerQueue timers, LoopSettings settings) {
    this.loop = loop;
    this.driver = driver;
    this.timers = timers;
    this.clock = settings.clock();
    this.callsMax = settings.callsPerPass();
    this.timeMaxNanos = settings.timePerPass().toNanos();
    this.spinNanos = settings.spin().toNanos();
    this.lookout = ARE_OTHERS_AT_WORK && !clock.isVirtual() ? new Lookout() : null;
  }

  /// Makes one pass that waits for events at most so long; negative for no limit.
  void once(long maxWaitNanos) {
    deliverReady();
    runSubmissions();
    runTimers();
    flush();
    poll(maxWaitNanos);
    flush();
  }

  private void runSubmissions() {
    // What these add runs in the next pass.
    long todo = Math.min(submissions.size(), callsMax);
    if (todo == 0) {
      return;
    }
    long start = clock.nanoTime();
    for (long i = 1; i <= todo; i++) {
      var task = pollSubmission();
      if (task == null) {
        return;
      }
      submissionsInTurn++;
      run("submitted task", task);
      if (i % CALLS_PER_CLOCK_READING == 0 && clock.nanoTime() - start > timeMaxNanos) {
        return;
      }
    }
  }

  /// The next task. One whose place is claimed and not written yet, as is usual for some
  /// nanoseconds in a flood, is waited for that long, because a pass in between costs more.
  private @Nullable Runnable pollSubmission() {
    var task = submissions.poll();
    for (int spins = 0; task == null && spins < CLAIMED_SPINS_MAX; spins++) {
      Thread.onSpinWait();
      task = submissions.poll();
    }
    return task;
  }

  private void runTimers() {
    if (timers.isEmpty()) {
      return;
    }
    long start = loop.now();
    timers.beginPass(start);
    int ran = 0;
    long firstDue = start;
    while (ran < callsMax) {
      var call = timers.pollDue();
      if (call == null) {
        break;
      }
      if (ran++ == 0) {
        firstDue = call.filedDue;
      }
      run("scheduled call", call.begin());
      call.finish();
      if (ran % CALLS_PER_CLOCK_READING == 0 && loop.now() - start > timeMaxNanos) {
        break;
      }
    }
    timers.endPass();
    if (ran > 0) {
      timersInTurn += ran;
      FlightEvents.timersRan(loop.name(), ran, start - firstDue);
    }
  }

  /// Runs one callback and what it made ready.
  void run(String kind, Runnable task) {
    counter.step();
    try {
      task.run();
    } catch (Throwable t) {
      loop.report(kind, TracedTask.userTask(task), t, TracedTask.originOf(task));
    }
    afterCallback();
  }

  void afterCallback() {
    if (!ready.isEmpty() && !delivering) {
      deliverReady();
    }
  }

  private void deliverReady() {
    delivering = true;
    long start = 0;
    for (int i = 1; i <= DELIVERIES_IN_A_ROW_MAX; i++) {
      if (i % CALLS_PER_CLOCK_READING == 0) {
        // The first ones are free: most often there are few.
        long now = clock.nanoTime();
        start = i == CALLS_PER_CLOCK_READING ? now : start;
        if (now - start > timeMaxNanos) {
          break;
        }
      }
      var delivery = ready.poll();
      if (delivery == null) {
        break;
      }
      counter.step();
      try {
        delivery.run();
      } catch (Throwable t) {
        loop.report("listener", delivery, t, null);
      }
    }
    delivering = false;
  }

  private void flush() {
    if (!flushes.isEmpty()) {
      flushes.flush(counter);
      afterCallback();
    }
  }

  private long timeout(long maxWaitNanos) {
    if (!ready.isEmpty() || !flushes.isEmpty() || !submissions.isEmpty()) {
      return 0;
    }
    long due = timers.nextDue();
    if (due == TimerQueue.NEVER) {
      return maxWaitNanos;
    }
    long untilDue = Math.max(0, due - loop.now());
    return maxWaitNanos < 0 ? untilDue : Math.min(untilDue, maxWaitNanos);
  }

  private void poll(long maxWaitNanos) {
    long wait = timeout(maxWaitNanos);
    polling = true;
    endWork();
    if (wait != 0 && spinNanos > 0) {
      long spun = spin(wait);
      if (!polling) {
        return;
      }
      wait = timeout(maxWaitNanos < 0 ? maxWaitNanos : Math.max(0, maxWaitNanos - spun));
    }
    var look = lookout;
    if (wait != 0 && look != null && look.isExpectant() && lookOut(look, wait)) {
      wait = 0;
    }
    if (wait != 0) {
      wakeFlag.aboutToSleep();
      if (!submissions.isEmpty() || loop.isAboutToLeave()) {
        wait = 0;
      }
    }
    if (wait != 0 && look != null) {
      sleep(look, wait);
    } else {
      pollDriver(wait);
      enter();
    }
  }

  private void pollDriver(long waitNanos) {
    if (waitNanos != 0 && loop.isLeftOnInterrupt()) {
      new InterruptibleSleep(driver).poll(waitNanos);
    } else {
      driver.poll(waitNanos);
    }
  }

  private void sleep(Lookout look, long waitNanos) {
    long begun = look.isTimed() ? System.nanoTime() : 0;
    pollDriver(waitNanos);
    enter();
    look.slept(woken, woken && begun != 0 ? System.nanoTime() - begun : 0);
  }

  /// Looks out for submitted work, in real time; answers whether there is some.
  private boolean lookOut(Lookout look, long waitNanos) {
    long longest = waitNanos < 0 ? Lookout.LOOK_NANOS : Math.min(waitNanos, Lookout.LOOK_NANOS);
    long begun = System.nanoTime();
    long taken = 0;
    while (taken < longest) {
      for (int i = 0; i < LOOKS_PER_CLOCK_READING; i++) {
        if (!submissions.isEmpty() || loop.isAboutToLeave()) {
          look.found(System.nanoTime() - begun);
          return true;
        }
        Thread.onSpinWait();
      }
      taken = System.nanoTime() - begun;
    }
    look.missed();
    return false;
  }

  /// Looks for events without sleeping, until there is one or other work, for as long as the
  /// setting says at most. In real time even if the reactor's clock is not, because it is a real
  /// processor that is kept busy.
  ///
  /// @return how long it took, in nanoseconds
  private long spin(long waitNanos) {
    long end = waitNanos < 0 ? spinNanos : Math.min(waitNanos, spinNanos);
    long begin = System.nanoTime();
    long spun;
    do {
      driver.poll(0);
      spun = System.nanoTime() - begin;
    } while (polling && spun < end && submissions.isEmpty() && !loop.isAboutToLeave());
    return spun;
  }

  /// Notes that the wait is over: called before the first callback of a poll, and after the poll.
  void enter() {
    if (polling) {
      polling = false;
      woken = wakeFlag.awake();
      beginWork();
    } else {
      counter.step();
    }
  }

  /// Begins to be driven, by the thread that has taken the turn.
  void turnTaken() {
    wakeFlag.awake();
    beginWork();
  }

  /// Nobody drives the loop for now. Whoever does so from outside, pass by pass, hears through the
  /// driver's wake-up when there is something to do.
  void turnLeft() {
    wakeFlag.aboutToSleep();
    if (!submissions.isEmpty()) {
      wakeIfAsleep();
    }
  }

  /// Wakes the loop if it sleeps. Any thread, after it has submitted something.
  void wakeIfAsleep() {
    if (wakeFlag.shouldWake()) {
      driver.wakeup();
    }
  }

  /// Begins to count as working, when a thread takes the turn or a wait is over.
  void beginWork() {
    counter.begin();
    event = FlightEvents.turnBegun();
    submissionsInTurn = 0;
    timersInTurn = 0;
  }

  /// Ends counting as working.
  void endWork() {
    var measured = event;
    if (measured != null) {
      event = null;
      measured.finish(loop.name(), submissionsInTurn, timersInTurn);
    }
    counter.end();
  }
}
