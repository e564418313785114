package dev.triga.async;

import dev.triga.loop.Turn;
import dev.triga.loop.UnobservedFailure;
import dev.triga.reactor.Reactor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;

/// A turn with a ready queue, submissions and a virtual clock, run by hand on the thread that made
/// it.
final class FakeTurn implements Turn {
  final List<Throwable> fatal = new ArrayList<>();
  final Queue<UnobservedFailure> unobserved = new ConcurrentLinkedQueue<>();
  boolean isStopped;
  boolean isDebug;

  private final Thread thread = Thread.currentThread();
  private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
  private final Queue<Runnable> submitted = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Due> timers =
      new PriorityQueue<>(Comparator.comparing((Due due) -> due.at));
  private Duration now = Duration.ZERO;

  private record Due(Duration at, Runnable task) {}

  <T> Deferred<T> deferred() {
    return new Deferred<>(this, true);
  }

  /// Runs what there is to run.
  void run() {
    runReady();
    for (Runnable task; (task = submitted.poll()) != null; ) {
      call(task);
      runReady();
    }
  }

  int readyCount() {
    return ready.size();
  }

  /// Runs at most so many entries of the ready queue.
  void runReady(int count) {
    for (int i = 0; i < count && !ready.isEmpty(); i++) {
      call(ready.poll());
    }
  }

  private void runReady() {
    runReady(Integer.MAX_VALUE);
  }

  private void call(Runnable task) {
    try {
      task.run();
    } catch (Throwable error) {
      fatal.add(error);
    }
  }

  /// Lets time pass and runs what becomes due.
  void advance(Duration by) {
    Duration end = now.plus(by);
    for (Due due; (due = timers.peek()) != null && due.at.compareTo(end) <= 0; ) {
      timers.poll();
      now = due.at;
      call(due.task);
      run();
    }
    now = end;
  }

  int timerCount() {
    return timers.size();
  }

  /// Runs an action on another thread and waits for its end.
  static void elsewhere(Runnable action) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    List<Throwable> errors = new ArrayList<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            action.run();
          } catch (Throwable error) {
            errors.add(error);
          } finally {
            done.countDown();
          }
        });
    done.await();
    if (!errors.isEmpty()) {
      throw new AssertionError("failed on the other thread", errors.getFirst());
    }
  }

  @Override
  public boolean isOnTurn() {
    return Thread.currentThread() == thread;
  }

  @Override
  public void ready(Runnable delivery) {
    if (!isOnTurn()) {
      throw new AssertionError("ready() off the turn");
    }
    ready.add(delivery);
  }

  @Override
  public boolean isNothingReady() {
    return ready.isEmpty();
  }

  @Override
  public void deliver(Runnable delivery) {
    submitted.add(delivery);
  }

  @Override
  public void execute(Runnable task) {
    if (isStopped) {
      throw new RejectedExecutionException("stopped");
    }
    submitted.add(task);
  }

  @Override
  public Timer startTimer(Duration delay, Runnable task) {
    Due due = new Due(now.plus(delay), task);
    timers.add(due);
    return () -> timers.remove(due);
  }

  @Override
  public void failedUnobserved(UnobservedFailure failure) {
    unobserved.add(failure);
  }

  @Override
  public boolean isDebug() {
    return isDebug;
  }

  @Override
  public Reactor reactor() {
    throw new UnsupportedOperationException("there is no reactor around this turn");
  }
}
