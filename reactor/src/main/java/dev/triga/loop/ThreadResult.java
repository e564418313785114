package dev.triga.loop;

import dev.triga.async.Deferred;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// What a call in a thread will return; cancelling it takes the call back, or interrupts its thread
/// at once.
final class ThreadResult<T extends @Nullable Object> extends Deferred<T> implements Work {
  private final EventLoop loop;
  private final WorkPool pool;
  private final Callable<? extends T> work;
  private final @Nullable Throwable origin;

  /// The thread that runs it, while it does. Guarded by work.
  private @Nullable Thread thread;

  ThreadResult(EventLoop loop, WorkPool pool, Callable<? extends T> work) {
    super(loop);
    this.loop = loop;
    this.pool = pool;
    this.work = work;
    this.origin = loop.isDebug() ? new Throwable("handed over here") : null;
  }

  @Override
  public Ending run() {
    synchronized (pool) {
      if (isDone()) {
        return Ending.CANCELLED;
      }
      thread = Thread.currentThread();
    }
    try {
      succeed(work.call());
      return Ending.COMPLETED;
    } catch (Throwable thrown) {
      hasFailed(thrown);
      return Ending.FAILED;
    } finally {
      synchronized (pool) {
        thread = null;
      }
    }
  }

  private void hasFailed(Throwable thrown) {
    boolean isTaken = fail(thrown);
    if (Failures.isFatal(thrown) || (!isTaken && !WorkFailures.isByCancel(thrown))) {
      loop.deliver(() -> loop.report("call in a thread", work, thrown, origin));
    }
  }

  @Override
  public void drop(RuntimeException why) {
    fail(why);
  }

  @Override
  public void giveUp(RuntimeException why) {
    var ignored = cancel(why);
  }

  @Override
  protected void cancelled(CancellationException why) {
    synchronized (pool) {
      var running = thread;
      if (running != null) {
        running.interrupt();
        return;
      }
    }
    pool.remove(this);
  }
}
