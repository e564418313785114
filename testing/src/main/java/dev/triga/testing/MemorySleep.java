package dev.triga.testing;

import dev.triga.reactor.ReactorClock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// How a driver in memory waits: until something is ready, until it is woken, or until its clock
/// says so. When the clock is automatic and nobody on the network has anything to do, the one with
/// the earliest deadline moves the clock to it. Everything under the network's lock.
final class MemorySleep {
  /// How long, in real time, a reactor that works on another thread holds back a jump of the clock.
  /// It is a bound because a thread that drives its reactor by hand may never come back to it.
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final MemoryNetwork network;
  private final ReactorClock clock;
  private final BooleanSupplier nothingReady;
  private final Condition condition;
  private final Runnable watcher;
  private @Nullable Thread lastThread;
  private boolean woken;
  private boolean asleep;
  private boolean closed;
  private long deadline;

  /// What a virtual clock said when the last poll ended.
  private long timeSeen;

  /// In a probe, a sleep returns at once and is remembered instead.
  private boolean probing;

  private long probedTimeoutNanos;

  MemorySleep(MemoryNetwork network, ReactorClock clock, BooleanSupplier nothingReady) {
    this.network = network;
    this.clock = clock;
    this.nothingReady = nothingReady;
    this.condition = network.lock.newCondition();
    this.timeSeen = clock.nanoTime();
    this.watcher = () -> network.locked(condition::signalAll);
    network.clock().watch(watcher);
  }

  /// Hears of everything that would end a sleep.
  Runnable onCall = () -> {};

  void wake() {
    woken = true;
    onCall.run();
    condition.signalAll();
  }

  void call() {
    onCall.run();
    signal();
  }

  void signal() {
    condition.signalAll();
  }

  void close() {
    closed = true;
    network.clock().unwatch(watcher);
    condition.signalAll();
    signalOthers();
  }

  /// From now on a poll that would wait returns at once and is reported by [#endProbe()].
  void beginProbe() {
    probing = true;
    probedTimeoutNanos = 0;
  }

  /// Ends the probe and tells how long the last poll would have waited: 0 when it had something to
  /// do, negative for without limit.
  long endProbe() {
    probing = false;
    return probedTimeoutNanos;
  }

  void sleep(long timeoutNanos) {
    if (timeoutNanos != 0 && !interrupted()) {
      if (probing) {
        probedTimeoutNanos = timeoutNanos;
      } else if (timeoutNanos < 0 || !hasClockMoved()) {
        sleepUntil(
            timeoutNanos < 0,
            timeoutNanos < 0
                ? Long.MAX_VALUE
                : VirtualClock.saturatedSum(clock.nanoTime(), timeoutNanos));
      }
    }
    woken = false;
    timeSeen = clock.nanoTime();
    lastThread = Thread.currentThread();
  }

  /// Whether a virtual clock has moved since the last poll. Whoever asks to sleep may have looked
  /// at it before that move, and would sleep beyond its timer, for ever if nobody moves it again;
  /// so it is sent to look once more.
  private boolean hasClockMoved() {
    return clock.isVirtual() && clock.nanoTime() != timeSeen;
  }

  private boolean interrupted() {
    return woken || closed || !nothingReady.getAsBoolean();
  }

  private void sleepUntil(boolean forever, long until) {
    deadline = until;
    asleep = true;
    signalOthers();
    boolean interruptedThread = false;
    long began = System.nanoTime();
    try {
      while (!interrupted() && (forever || clock.nanoTime() < until)) {
        if (!forever && mayJump(System.nanoTime() - began >= PATIENCE_NANOS)) {
          network.clock().jumpTo(until);
          return;
        }
        try {
          await(forever);
        } catch (InterruptedException e) {
          // A reactor does not stop because its thread was interrupted; the flag is kept for later.
          interruptedThread = true;
        }
      }
    } finally {
      asleep = false;
      if (interruptedThread) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @SuppressWarnings("WaitNotInLoop") // The loop is the caller's.
  private void await(boolean forever) throws InterruptedException {
    if (forever || (clock.isVirtual() && !network.clock().isAutomatic())) {
      condition.await();
    } else {
      long nanos = clock.isVirtual() ? PATIENCE_NANOS : deadline - clock.nanoTime();
      var _ = condition.awaitNanos(nanos);
    }
  }

  private boolean mayJump(boolean patienceIsOver) {
    if (clock != network.clock() || !network.clock().isAutomatic()) {
      return false;
    }
    for (var driver : network.drivers) {
      var other = driver.sleep();
      if (other == this) {
        continue;
      }
      if (other.asleep && !other.interrupted()) {
        if (other.deadline < deadline) {
          return false;
        }
      } else if (other.isAtWorkElsewhere() && !patienceIsOver) {
        return false;
      }
    }
    return true;
  }

  private boolean isAtWorkElsewhere() {
    var thread = lastThread;
    return thread != null && thread != Thread.currentThread() && thread.isAlive();
  }

  private void signalOthers() {
    for (var driver : network.drivers) {
      driver.sleep().signal();
    }
  }
}
