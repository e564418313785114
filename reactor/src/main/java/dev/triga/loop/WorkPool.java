package dev.triga.loop;

import dev.triga.reactor.ReactorStoppedException;
import dev.triga.reactor.ThreadCounts;
import dev.triga.reactor.ThreadKind;
import dev.triga.reactor.ThreadLimitException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Threads of one kind and the calls that wait for one. Any thread.
///
/// A virtual thread serves one call. A platform thread serves calls as long as there are any, and
/// waits some seconds for the next one before it ends.
final class WorkPool {
  private static final long IDLE_MILLIS = 5_000;

  private final String reactorName;
  private final ThreadKind kind;

  /// Runs the calls in place of threads; null where threads do. A thread that is never started
  /// stands for each of its calls.
  private final @Nullable Executor instead;

  // All that follows is guarded by this.
  private final ArrayDeque<Work> waiting = new ArrayDeque<>();
  private final Map<Thread, Work> running = new LinkedHashMap<>();
  private final List<Runnable> whenIdle = new ArrayList<>();
  private int idleThreads;
  private int threadCount;
  private long threadsMade;
  private int threadsMax;
  private int waitingMax;
  private long completed;
  private long failed;
  private long cancelled;
  private long refused;
  private @Nullable ReactorStoppedException closed;

  WorkPool(
      String reactorName,
      ThreadKind kind,
      int threadsMax,
      int waitingMax,
      @Nullable Executor instead) {
    this.instead = instead;
    this.reactorName = reactorName;
    this.kind = kind;
    this.threadsMax = threadsMax;
    this.waitingMax = waitingMax;
  }

  synchronized void limit(int newThreadsMax, int newWaitingMax) {
    threadsMax = newThreadsMax;
    waitingMax = newWaitingMax;
    startThreadsForWaiting();
  }

  synchronized ThreadCounts counts() {
    return new ThreadCounts(
        threadsMax,
        waitingMax,
        running.size(),
        waiting.size(),
        completed,
        failed,
        cancelled,
        refused);
  }

  /// Has a call run when there is a thread for it.
  ///
  /// @throws ThreadLimitException if too many wait
  /// @throws ReactorStoppedException if the reactor has stopped
  synchronized void submit(Work work) {
    if (closed != null) {
      throw new ReactorStoppedException("a call in a thread", reactorName);
    }
    if (waiting.size() < idleThreads) {
      waiting.add(work);
      notify();
    } else if (threadCount < threadsMax) {
      startThread(work);
    } else if (waiting.size() - idleThreads < waitingMax) {
      waiting.add(work);
    } else {
      refused++;
      throw new ThreadLimitException(reactorName, kind, threadsMax, waitingMax);
    }
  }

  private void startThreadsForWaiting() {
    while (waiting.size() > idleThreads && threadCount < threadsMax) {
      startThread(waiting.remove());
    }
  }

  private void startThread(Work first) {
    boolean isVirtual = kind == ThreadKind.VIRTUAL;
    var builder = isVirtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
    var thread =
        builder
            .name(reactorName + (isVirtual ? " call " : " worker ") + ++threadsMade)
            .unstarted(() -> serve(first));
    if (instead == null) {
      thread.start(); // Throws when the system has no thread left: the caller hears of it.
    }
    threadCount++;
    running.put(thread, first);
    if (instead != null) {
      instead.execute(() -> serveInstead(thread, first));
    }
  }

  private void serveInstead(Thread standIn, Work work) {
    synchronized (this) {
      if (!running.containsKey(standIn)) {
        return; // The pool was closed meanwhile.
      }
    }
    var ending = work.run();
    List<Runnable> nowIdle;
    synchronized (this) {
      note(ending, standIn);
      threadCount--;
      nowIdle = takeWhenIdle();
      startThreadsForWaiting();
    }
    nowIdle.forEach(Runnable::run);
  }

  private void serve(Work first) {
    for (Work work = first; work != null; work = next(work.run())) {
      // Everything is done in the head of the loop.
    }
  }

  /// Notes how the last call of this thread has ended and takes the next one; null to end.
  private @Nullable Work next(Work.Ending ending) {
    List<Runnable> nowIdle;
    synchronized (this) {
      note(ending, Thread.currentThread());
      nowIdle = takeWhenIdle();
    }
    nowIdle.forEach(Runnable::run);
    synchronized (this) {
      var next = kind == ThreadKind.VIRTUAL || threadCount > threadsMax ? null : take();
      if (next != null) {
        running.put(Thread.currentThread(), next);
      } else {
        threadCount--;
        startThreadsForWaiting();
        notifyAll();
      }
      return next;
    }
  }

  private void note(Work.Ending ending, Thread thread) {
    running.remove(thread);
    switch (ending) {
      case COMPLETED -> completed++;
      case FAILED -> failed++;
      case CANCELLED -> cancelled++;
    }
    // What was meant for the last call is not for the next one.
    var ignored = Thread.interrupted();
  }

  /// The next call, for which an idle thread waits a while.
  private @Nullable Work take() {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(IDLE_MILLIS);
    idleThreads++;
    try {
      while (waiting.isEmpty() && closed == null) {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (millis <= 0) {
          return null;
        }
        wait(millis);
      }
    } catch (InterruptedException e) {
      // Somebody wants this thread to end; calls that wait get another one.
      return null;
    } finally {
      idleThreads--;
    }
    return waiting.poll();
  }

  /// Takes a call out that was cancelled while it waited.
  void remove(Work work) {
    List<Runnable> nowIdle;
    synchronized (this) {
      if (waiting.remove(work)) {
        cancelled++;
      }
      nowIdle = takeWhenIdle();
    }
    nowIdle.forEach(Runnable::run);
  }

  // The end.

  /// Runs something as soon as no call runs or waits, on whichever thread finds it so.
  void whenIdle(Runnable action) {
    synchronized (this) {
      if (!isIdle()) {
        whenIdle.add(action);
        return;
      }
    }
    action.run();
  }

  private boolean isIdle() {
    return running.isEmpty() && waiting.isEmpty();
  }

  private List<Runnable> takeWhenIdle() {
    if (!isIdle() || whenIdle.isEmpty()) {
      return List.of();
    }
    var taken = List.copyOf(whenIdle);
    whenIdle.clear();
    return taken;
  }

  /// Refuses calls from now on, drops those that wait, interrupts those that run, and lets idle
  /// threads end.
  void close(ReactorStoppedException why) {
    List<Work> dropped;
    Map<Thread, Work> interrupted;
    synchronized (this) {
      closed = why;
      dropped = List.copyOf(waiting);
      waiting.clear();
      interrupted = new LinkedHashMap<>(running);
      if (instead != null) {
        running.clear();
        threadCount = 0;
      }
      notifyAll();
    }
    dropped.forEach(work -> work.drop(why));
    interrupted.forEach((thread, work) -> {
      work.giveUp(why);
      thread.interrupt();
    });
  }

  /// Waits until all threads have ended, or the deadline.
  ///
  /// @return the threads that still run a call
  synchronized List<Thread> threadsAfter(long deadlineNanos) {
    boolean isInterrupted = false;
    while (threadCount > 0) {
      long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
      if (millis <= 0) {
        break;
      }
      try {
        wait(millis);
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
    return List.copyOf(running.keySet());
  }
}
