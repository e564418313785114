package dev.triga.testing;

import dev.triga.reactor.ReactorClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// A clock that stands still until somebody advances it. Any thread.
///
/// A [#manual()] clock moves only by [#advance]. An [#automatic()] one is also moved by the drivers
/// of a [MemoryNetwork]: when every reactor on the network has nothing to do but to wait for a
/// timer, the clock jumps to that timer. So an hour of time-outs passes in microseconds, and always
/// in the same order. A program that keeps itself busy with timers for ever would make an automatic
/// clock run for ever; after [#AUTOMATIC_STEPS_MAX] jumps it fails instead.
public final class VirtualClock implements ReactorClock {
  /// How often an automatic clock jumps without any call of [#advance], before it fails.
  public static final int AUTOMATIC_STEPS_MAX = 1_000_000;

  private final AtomicLong now = new AtomicLong();
  private final AtomicLong steps = new AtomicLong();
  private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
  private volatile boolean automatic;

  private VirtualClock(boolean automatic) {
    this.automatic = automatic;
  }

  /// A clock that moves only when told to.
  public static VirtualClock manual() {
    return new VirtualClock(false);
  }

  /// A clock that also jumps to the next timer when nothing else is left to do.
  public static VirtualClock automatic() {
    return new VirtualClock(true);
  }

  @Override
  public long nanoTime() {
    return now.get();
  }

  @Override
  public boolean isVirtual() {
    return true;
  }

  /// Makes a manual clock automatic from now on, so that what still waits for a timer comes to its
  /// end.
  public void letRun() {
    automatic = true;
    watchers.forEach(Runnable::run);
  }

  /// Whether drivers may move it.
  public boolean isAutomatic() {
    return automatic;
  }

  /// The time since the clock was made.
  public Duration now() {
    return Duration.ofNanos(now.get());
  }

  /// Moves the clock and lets reactors that wait for a timer look at it again.
  ///
  /// @throws IllegalArgumentException if `by` is negative: time never goes back
  public void advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("cannot advance by " + by + ": time never goes back");
    }
    steps.set(0);
    long nanos = saturatedNanos(by);
    now.updateAndGet(before -> saturatedSum(before, nanos));
    watchers.forEach(Runnable::run);
  }

  /// Jumps to `deadline` on behalf of a driver that has nothing else to do. Time that is past
  /// already stays as it is.
  void jumpTo(long deadline) {
    if (steps.incrementAndGet() > AUTOMATIC_STEPS_MAX) {
      throw new IllegalStateException(
          "virtual time jumped "
              + AUTOMATIC_STEPS_MAX
              + " times by itself, to "
              + now()
              + ": some timer schedules itself for ever; stop the reactor or use a manual clock");
    }
    now.accumulateAndGet(deadline, Math::max);
    watchers.forEach(Runnable::run);
  }

  /// Moves to a time without telling anybody, on behalf of a simulation, in which nobody sleeps.
  void set(long nanos) {
    now.accumulateAndGet(nanos, Math::max);
  }

  /// Calls `watcher` after each move, on the thread that moved the clock.
  void watch(Runnable watcher) {
    watchers.add(watcher);
  }

  void unwatch(Runnable watcher) {
    watchers.remove(watcher);
  }

  static long saturatedSum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  private static long saturatedNanos(Duration duration) {
    return duration.toSeconds() >= Long.MAX_VALUE / 1_000_000_000L
        ? Long.MAX_VALUE
        : duration.toNanos();
  }

  @Override
  public String toString() {
    return (automatic ? "automatic" : "manual") + " virtual clock at " + now();
  }
}
