package dev.triga.loop;

import dev.triga.async.Deferred;
import dev.triga.reactor.ReactorStoppedException;
import dev.triga.reactor.ThreadCounts;
import dev.triga.reactor.ThreadKind;
import dev.triga.reactor.Threads;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The threads of a reactor: one pool of each kind.
public final class WorkThreads implements Threads {
  private final EventLoop loop;
  private final @Nullable Executor instead;
  private final WorkPool virtual;
  private final WorkPool platform;
  private final long graceMillis;

  /// @param grace how long calls have at most to end when the reactor stops
  WorkThreads(EventLoop loop, @Nullable Executor instead, Duration grace) {
    this.loop = loop;
    this.instead = instead;
    this.graceMillis =
        grace.compareTo(Duration.ofMillis(GRACE_MILLIS)) < 0 ? grace.toMillis() : GRACE_MILLIS;
    this.virtual = new WorkPool(loop.name(), ThreadKind.VIRTUAL, VIRTUAL_MAX, WAITING_MAX, instead);
    this.platform =
        new WorkPool(loop.name(), ThreadKind.PLATFORM, PLATFORM_MAX, WAITING_MAX, instead);
  }

  private WorkPool pool(ThreadKind kind) {
    return switch (kind) {
      case VIRTUAL -> virtual;
      case PLATFORM -> platform;
    };
  }

  @Override
  public void limit(ThreadKind kind, int threadsMax, int waitingMax) {
    if (threadsMax < 1) {
      throw new IllegalArgumentException(
          "a limit of " + threadsMax + " threads is less than 1: nothing could run");
    }
    if (waitingMax < 0) {
      throw new IllegalArgumentException("a limit of " + waitingMax + " waiting calls is negative");
    }
    pool(kind).limit(threadsMax, waitingMax);
  }

  @Override
  public ThreadCounts counts(ThreadKind kind) {
    return pool(kind).counts();
  }

  // Work.

  /// Runs one piece of work of the reactor itself on a virtual thread of its own, or on what stands
  /// in for threads. It does not count among the calls. Any thread.
  public void beside(String name, Runnable piece) {
    if (instead != null) {
      instead.execute(piece);
    } else {
      var ignored = Thread.ofVirtual().name(name).start(piece);
    }
  }

  void call(Runnable task) {
    virtual.submit(new ThreadCall(loop, task));
  }

  <T extends @Nullable Object> Deferred<T> defer(ThreadKind kind, Callable<? extends T> work) {
    var result = new ThreadResult<T>(loop, pool(kind), work);
    pool(kind).submit(result);
    return result;
  }

  // The end.

  /// Ends when no call runs or waits any more. On the turn.
  CompletionStage<?> idle() {
    var ended = new Deferred<String>(loop);
    virtual.whenIdle(() -> platform.whenIdle(() -> ended.succeed("idle")));
    return ended;
  }

  /// Drops what waits, interrupts what runs and reports what does not end for all that. On the
  /// turn.
  void end() {
    var why = new ReactorStoppedException("a call in a thread", loop.name());
    virtual.close(why);
    platform.close(why);
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(graceMillis);
    for (var pool : new WorkPool[] {virtual, platform}) {
      for (var thread : pool.threadsAfter(deadline)) {
        loop.log()
            .error(
                "thread '"
                    + thread.getName()
                    + "' did not end with reactor '"
                    + loop.name()
                    + "', although it was interrupted",
                new TurnHolderStack(thread.getName(), thread.getStackTrace()));
      }
    }
  }
}
