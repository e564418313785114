package dev.triga.loop;

import dev.triga.reactor.Reactor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// A turn that the test drives by hand, with time that stands still.
final class ManualTurn implements Turn, Failures {
  final List<String> failures = new ArrayList<>();
  private final Queue<Runnable> ready = new ArrayDeque<>();
  private final Queue<Runnable> delivered = new ArrayDeque<>();
  private final List<Pending> timers = new ArrayList<>();
  private volatile @Nullable Thread owner = Thread.currentThread();
  private boolean isStopped;

  /// Runs everything that waits.
  void run() {
    while (true) {
      Runnable next;
      synchronized (this) {
        next = ready.isEmpty() ? delivered.poll() : ready.poll();
      }
      if (next == null) {
        return;
      }
      next.run();
    }
  }

  /// Lets time pass: the timers that are due run, in order.
  void advance(Duration by) {
    for (Pending timer : List.copyOf(timers)) {
      timer.left = timer.left.minus(by);
      if (!timer.left.isPositive() && timers.remove(timer)) {
        timer.task.run();
        run();
      }
    }
  }

  int timers() {
    return timers.size();
  }

  /// From now on deliveries run inside the call.
  void stop() {
    isStopped = true;
  }

  @Override
  public boolean isOnTurn() {
    return owner == Thread.currentThread();
  }

  @Override
  public void ready(Runnable delivery) {
    synchronized (this) {
      ready.add(delivery);
    }
  }

  @Override
  public boolean isNothingReady() {
    synchronized (this) {
      return ready.isEmpty();
    }
  }

  @Override
  public void deliver(Runnable delivery) {
    if (isStopped) {
      delivery.run();
      return;
    }
    synchronized (this) {
      delivered.add(delivery);
    }
  }

  @Override
  public void execute(Runnable task) {
    if (isStopped) {
      throw new RejectedExecutionException("stopped");
    }
    deliver(task);
  }

  @Override
  public Timer startTimer(Duration delay, Runnable task) {
    var timer = new Pending(delay, task);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  @Override
  public void failedUnobserved(UnobservedFailure failure) {}

  @Override
  public boolean isDebug() {
    return false;
  }

  @Override
  public Reactor reactor() {
    throw new UnsupportedOperationException("this turn has no reactor");
  }

  @Override
  public void report(String kind, Object callback, Throwable error, @Nullable Throwable origin) {
    failures.add(kind + ": " + error.getMessage());
  }

  private static final class Pending {
    Duration left;
    final Runnable task;

    Pending(Duration left, Runnable task) {
      this.left = left;
      this.task = task;
    }
  }
}
