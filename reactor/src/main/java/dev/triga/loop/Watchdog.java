package dev.triga.loop;

import dev.triga.loop.jfr.StallEvent;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Notices reactors that are stuck in a callback and says where, one daemon thread for the process.
///
/// It compares two readings of each loop's work counter: an odd number that has not changed for the
/// threshold means that the same piece of work still goes on. It sleeps for good while every reactor
/// polls; the first loop that begins to work after that wakes it. It ends when no reactor is left.
final class Watchdog {
  /// How long a reactor may warm up before its first report: class loading is no stall.
  private static final long GRACE_NANOS = 2_000_000_000L;

  private static final CopyOnWriteArrayList<Watched> WATCHED = new CopyOnWriteArrayList<>();
  private static volatile @Nullable Thread parked;
  private static @Nullable Thread thread;

  private Watchdog() {}

  /// One reactor under watch. Read and written by the watchdog's thread only.
  private static final class Watched {
    final Pass pass;
    final Supplier<@Nullable Thread> holder;
    final EventLoop loop;
    final long thresholdNanos;
    final long watchedSince = System.nanoTime();
    long seenWork = -1;
    long seenSince;
    long reportAfter;

    Watched(
        Pass pass, Supplier<@Nullable Thread> holder, EventLoop loop, long thresholdNanos) {
      this.pass = pass;
      this.holder = holder;
      this.loop = loop;
      this.thresholdNanos = thresholdNanos;
    }
  }

  /// Begins to watch a loop, unless its settings say that nobody should.
  static void watch(
      Pass pass, Supplier<@Nullable Thread> holder, LoopSettings settings, EventLoop loop) {
    if (settings.stallThreshold().isZero() || settings.clock().isVirtual()) {
      return;
    }
    synchronized (Watchdog.class) {
      WATCHED.add(new Watched(pass, holder, loop, settings.stallThreshold().toNanos()));
      if (thread == null) {
        var started = new Thread(Watchdog::watchAll, "triga-watchdog");
        started.setDaemon(true);
        thread = started;
        started.start();
      }
    }
  }

  static void forget(Pass pass) {
    synchronized (Watchdog.class) {
      WATCHED.removeIf(watched -> watched.pass == pass);
      if (WATCHED.isEmpty() && thread != null) {
        LockSupport.unpark(thread);
      }
    }
  }

  /// Called by each loop when it begins to work: costs one read while the watchdog is awake.
  static void wakeIfParked() {
    var sleeper = parked;
    if (sleeper != null) {
      parked = null;
      LockSupport.unpark(sleeper);
    }
  }

  private static void watchAll() {
    while (!endIfUnused()) {
      long pause = Long.MAX_VALUE;
      boolean anyActive = false;
      long now = System.nanoTime();
      for (var watched : WATCHED) {
        anyActive |= look(watched, now);
        pause = Math.min(pause, watched.thresholdNanos / 2);
      }
      if (anyActive) {
        LockSupport.parkNanos(Math.max(1_000_000, pause));
      } else {
        sleepUntilSomebodyWorks();
      }
    }
  }

  private static boolean endIfUnused() {
    synchronized (Watchdog.class) {
      if (!WATCHED.isEmpty()) {
        return false;
      }
      thread = null;
      parked = null;
      return true;
    }
  }

  private static void sleepUntilSomebodyWorks() {
    parked = Thread.currentThread();
    for (var watched : WATCHED) {
      if (watched.pass.work() != watched.seenWork) {
        parked = null;
        return;
      }
    }
    synchronized (Watchdog.class) {
      if (WATCHED.isEmpty()) {
        return;
      }
    }
    LockSupport.park();
    parked = null;
  }

  /// Takes a reading; whether the reactor has worked since the last one.
  private static boolean look(Watched watched, long now) {
    long work = watched.pass.work();
    if (work != watched.seenWork) {
      watched.seenWork = work;
      watched.seenSince = now;
      watched.reportAfter = watched.thresholdNanos;
      return true;
    }
    if ((work & 1) == 0) {
      return false;
    }
    long stuckFor = now - watched.seenSince;
    if (stuckFor >= watched.reportAfter && now - watched.watchedSince > GRACE_NANOS) {
      // Twice as long until the next word about the same stall.
      watched.reportAfter = stuckFor * 2;
      report(watched, work, stuckFor);
    }
    return true;
  }

  private static void report(Watched watched, long work, long stuckFor) {
    var holder = watched.holder.get();
    var stack = holder == null ? new StackTraceElement[0] : holder.getStackTrace();
    if (watched.pass.work() != work) {
      return;
    }
    var where = new Throwable("what has the turn of reactor '" + watched.loop.name() + "'");
    where.setStackTrace(stack);
    String message =
        "reactor '" + watched.loop.name() + "' has been stuck in a callback for "
            + stuckFor / 1_000_000 + " ms"
            + (stack.length == 0 ? "" : " at " + stack[0]);
    StallEvent.stalled(watched.loop.name(), stuckFor, where);
    ((NamedLog) watched.loop.log()).warnAtOnce(message, where);
  }
}
