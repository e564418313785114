package dev.triga.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// Sequential code on the turn of a reactor: it has the turn from one await to the next, and the
/// loop goes on meanwhile.
///
/// A coroutine is a thread that takes turns with the one that runs the loop; the two kinds differ
/// in how the turn changes hands. Whatever the coroutine does between two awaits, be it to block on
/// a lock or to sleep, it keeps the turn.
///
/// As a [Runnable] it is the entry in the loop's ready queue that gives it the turn. Only from
/// there it ever gets it, so that nothing else of the reactor is half done meanwhile. Giving it the
/// turn once too often does no harm.
public abstract class Coroutine implements Runnable {
  /// How often a coroutine that outlives its reactor may still await something that does not come
  /// any more before it is left where it is.
  static final int REFUSALS_MAX = 1_000;

  private static final VarHandle IS_OVER;

  static {
    try {
      IS_OVER = MethodHandles.lookup().findVarHandle(Coroutine.class, "isOver", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final EventLoop loop;
  private final CoroutineResult<?> result;
  private @Nullable Callable<?> work;
  private final @Nullable Throwable origin;

  /// Its neighbours among the coroutines of the loop; for [Coroutines], on the turn.
  @Nullable Coroutine previous;

  @Nullable Coroutine following;

  private boolean isStarted;
  private int refusals;

  /// Written on the turn. Only the loop, which has the turn next, depends on it; others may see it
  /// late.
  private volatile boolean isOver;

  // Cancelling: guarded by this.
  private @Nullable CancellationException cancellation;
  private boolean isToldByInterrupt;

  /// Whether there is a cancellation to tell; read without the lock by the coroutine itself.
  private volatile boolean isCancelled;

  Coroutine(EventLoop loop, CoroutineResult<?> result, Callable<?> work) {
    this.loop = loop;
    this.result = result;
    this.work = work;
    this.origin = loop.isDebug() ? new Throwable("the coroutine was started here") : null;
  }

  /// The coroutine that the calling thread is, if it is one.
  public static @Nullable Coroutine current() {
    var loop = EventLoop.ofThisThread();
    return loop == null ? null : loop.coroutines().running();
  }

  /// Its thread. Any thread.
  abstract Thread thread();

  /// Starts its thread and returns when that gives the turn back. On the turn.
  abstract void begin();

  /// Lets its thread go on and returns when that gives the turn back. On the turn.
  abstract void proceed();

  /// Gives the turn back and returns when there is a reason to look again whether to go on: then it
  /// has the turn again. On its own thread.
  public abstract void yieldTurn();

  /// Tells the loop that its thread has nothing more to do. The last call on its own thread.
  abstract void leave();

  /// Where it was started; known in debug mode only.
  public final @Nullable Throwable origin() {
    return origin;
  }

  final boolean isOver() {
    return isOver;
  }

  /// Has it go on, soon. Any thread.
  public final void resume() {
    if (loop.isOnTurn()) {
      loop.ready(this);
    } else {
      resumeFromOutside();
    }
  }

  /// As [#resume()], for its own thread while it has not the turn: the loop may be a moment late in
  /// taking note of that.
  final void resumeFromOutside() {
    loop.deliver(() -> loop.ready(this));
  }

  /// Gives it the turn until it awaits something or ends.
  @Override
  public final void run() {
    if (isOver) {
      return;
    }
    if (!isStarted && !isWanted()) {
      isOver = true;
      work = null;
      return;
    }
    var coroutines = loop.coroutines();
    var before = coroutines.enter(this);
    try {
      if (isStarted) {
        proceed();
      } else {
        isStarted = true;
        coroutines.add(this);
        begin();
      }
    } finally {
      coroutines.exit(before);
      if (isOver) {
        coroutines.remove(this);
      }
    }
  }

  /// Whether somebody still wants what a coroutine that has not begun would do.
  private boolean isWanted() {
    if (loop.coroutines().isEnding()) {
      var ignored = result.cancel(loop.coroutines().stopped("a coroutine that had not begun"));
    }
    return !result.isDone();
  }

  /// All that its thread does.
  final void body() {
    var function = work;
    work = null;
    if (function != null) {
      try {
        result.accept(function.call());
      } catch (Throwable thrown) {
        failed(function, thrown);
      }
    }
    IS_OVER.setRelease(this, true);
    leave();
  }

  private void failed(Callable<?> function, Throwable thrown) {
    boolean isTaken = result.fail(thrown);
    boolean isFatal = Failures.isFatal(thrown);
    if (isFatal && isTaken) {
      // The loop hears of it in any case.
      var ignored = result.failureNow();
    }
    if (isFatal || (!isTaken && !WorkFailures.isByCancel(thrown))) {
      loop.report("coroutine", function, thrown, origin);
    }
  }

  // Cancelling.

  /// Interrupts it because its result was cancelled. Any thread.
  final void cancelled(CancellationException why) {
    synchronized (this) {
      cancellation = why;
      isToldByInterrupt = Thread.currentThread() != thread();
      isCancelled = true;
      if (isToldByInterrupt) {
        // Under the lock, so that the thread cannot learn of the cancellation in one way and be
        // interrupted by the other.
        thread().interrupt();
      }
    }
  }

  /// Cancels it, even if its result has ended. On the turn.
  final void cancel(Throwable cause) {
    if (!result.cancel(cause)) {
      var why = new CancellationException("cancelled: " + cause);
      why.initCause(cause);
      cancelled(why);
    }
  }

  /// Why it should give up what it awaits, told once; null when it should not. An interrupt of the
  /// thread from elsewhere counts as a reason. On its own thread.
  public final @Nullable Throwable takeCancellation() {
    if (!isCancelled) {
      return Thread.interrupted() ? interrupted() : null;
    }
    synchronized (this) {
      boolean isInterrupted = Thread.interrupted();
      var why = cancellation;
      if (why != null && (isInterrupted || !isToldByInterrupt)) {
        cancellation = null;
        return why;
      }
      // A blocking call may have been told instead.
      return isInterrupted ? interrupted() : null;
    }
  }

  private static InterruptedException interrupted() {
    return new InterruptedException("the coroutine's thread was interrupted");
  }

  /// Why it cannot wait any more, because its reactor ends; null while it can. On its own thread.
  ///
  /// One that is told so too often never returns from this call.
  public final @Nullable RuntimeException refusal() {
    if (!loop.coroutines().isEnding()) {
      return null;
    }
    if (++refusals > REFUSALS_MAX) {
      abandon();
    }
    return loop.coroutines().stopped("an await");
  }

  private void abandon() {
    loop.log()
        .error(
            this + " is left where it is: it keeps awaiting although its reactor has stopped",
            new TurnHolderStack(thread().getName(), thread().getStackTrace()));
    isOver = true;
    while (true) {
      yieldTurn();
    }
  }

  @Override
  public final String toString() {
    return "coroutine '" + thread().getName() + "' (thread " + thread().threadId() + ")";
  }
}
