package dev.triga.loop;

import dev.triga.reactor.ReactorClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Notices loops that stay in one pass for too long, and reports the stack of whoever has the turn:
/// as a warning in the log, as a `dev.triga.Stall` event, and in a count.
///
/// One daemon thread, `triga-watchdog`, looks after all loops of the process. It begins with the
/// first pass of a watched loop and ends with the last watch. It looks while any loop moves, twice
/// per threshold, and sleeps without limit while all of them wait; a loop that begins a pass then
/// wakes it.
final class Watchdog {
  /// The name of the thread.
  static final String THREAD_NAME = "triga-watchdog";

  /// The longest time after its first pass in which a reactor is not reported: classes are loaded
  /// then.
  private static final Duration GRACE_MAX = Duration.ofSeconds(1);

  private static final int GRACE_THRESHOLDS = 10;

  /// A look costs some 90 µs, most of it for waking up: four of them per threshold of 100 ms took
  /// 0.9 % of what a busy echo server uses, two take 0.5 %.
  private static final int LOOKS_PER_THRESHOLD = 2;

  private static final long SHORTEST_PERIOD_NANOS = 1_000_000;
  private static final long LONGEST_PERIOD_NANOS = 1_000_000_000;

  private static final Watchdog PROCESS = new Watchdog();

  /// Whether a loop that begins a pass should say so. Read by every loop in every pass.
  private static volatile boolean isCallWanted;

  private final List<StallWatch> watches = new CopyOnWriteArrayList<>();
  private @Nullable Thread thread; // Guarded by this.

  private Watchdog() {}

  /// How long a loop with this threshold is not reported in the beginning. Who wants to know of
  /// short stalls does not want a second of them left out.
  static Duration grace(Duration threshold) {
    // Not Duration.multipliedBy: its first use takes 17 to 28 ms, for the tables of BigDecimal.
    return threshold.compareTo(GRACE_MAX) < 0
        ? Duration.ofNanos(Math.min(threshold.toNanos() * GRACE_THRESHOLDS, GRACE_MAX.toNanos()))
        : GRACE_MAX;
  }

  /// Begins to watch a loop. A loop on a virtual clock is not watched, nor one with a threshold of
  /// zero.
  ///
  /// @param threshold how long a pass may take
  /// @param grace the time from now in which nothing is reported
  /// @return the watch, or null if this loop is not watched
  static @Nullable StallWatch watch(
      Watched loop, ReactorClock clock, Duration threshold, Duration grace) {
    if (clock.isVirtual() || threshold.isZero()) {
      return null;
    }
    var watch =
        new StallWatch(
            PROCESS, loop, saturatedNanos(threshold), System.nanoTime() + saturatedNanos(grace));
    PROCESS.add(watch);
    return watch;
  }

  private static long saturatedNanos(Duration duration) {
    // A century is as good as for ever, and sums of two do not overflow.
    Duration century = Duration.ofDays(36_500);
    return (duration.compareTo(century) > 0 ? century : duration).toNanos();
  }

  /// A loop begins to work after a wait.
  static void passBegins() {
    if (isCallWanted) {
      PROCESS.wake();
    }
  }

  private synchronized void add(StallWatch watch) {
    watches.add(watch);
    if (thread == null) {
      isCallWanted = true;
    } else {
      // Its period may be too long for the new watch.
      LockSupport.unpark(thread);
    }
  }

  synchronized void remove(StallWatch watch) {
    if (watches.remove(watch) && watches.isEmpty()) {
      isCallWanted = false;
      LockSupport.unpark(thread);
    }
  }

  private synchronized void wake() {
    if (!isCallWanted) {
      return;
    }
    isCallWanted = false;
    if (thread != null) {
      LockSupport.unpark(thread);
    } else {
      thread = Thread.ofPlatform().name(THREAD_NAME).daemon().unstarted(this::lookAfterAll);
      thread.start();
    }
  }

  private void lookAfterAll() {
    long last = System.nanoTime();
    while (!isOver()) {
      long period = periodNanos();
      LockSupport.parkNanos(this, period);
      var _ = Thread.interrupted(); // An interrupt would turn each wait into none.
      long now = System.nanoTime();
      boolean isAnyActive = lookAtAll(now, Math.min(now - last, period));
      last = now;
      if (isAnyActive) {
        isCallWanted = false;
      } else if (!isCallWanted) {
        // A loop does not fence its count against this flag: one that misses the flag now has its
        // count seen by the next look. Only after that look nobody can be missed.
        callWanted();
      } else {
        sleep();
        last = System.nanoTime();
      }
    }
  }

  private synchronized void callWanted() {
    isCallWanted = !watches.isEmpty();
  }

  private void sleep() {
    while (isCallWanted) {
      LockSupport.park(this);
      var _ = Thread.interrupted();
    }
  }

  private synchronized boolean isOver() {
    if (watches.isEmpty()) {
      isCallWanted = false;
      thread = null;
      return true;
    }
    return false;
  }

  private boolean lookAtAll(long now, long sinceLast) {
    boolean isAnyActive = false;
    for (StallWatch watch : watches) {
      try {
        isAnyActive |= watch.look(now, sinceLast);
      } catch (RuntimeException | Error e) {
        // Whatever is wrong with this one, the others still need their watchdog.
        watch.close();
        System.getLogger(THREAD_NAME).log(System.Logger.Level.ERROR, "A watch has ended", e);
      }
    }
    return isAnyActive;
  }

  private long periodNanos() {
    long shortest = LONGEST_PERIOD_NANOS;
    for (StallWatch watch : watches) {
      shortest = Math.min(shortest, watch.thresholdNanos() / LOOKS_PER_THRESHOLD);
    }
    return Math.max(shortest, SHORTEST_PERIOD_NANOS);
  }
}
