package dev.triga.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A coroutine whose virtual thread has the thread that runs the loop as its carrier: the turn
/// changes hands without any other thread, in some hundred nanoseconds.
///
/// It is the scheduler of its own thread: [#execute] is told, by whichever thread, that the thread
/// can run. While the coroutine has the turn, the loop waits for exactly that; otherwise the
/// coroutine gets the turn first.
///
/// Two flags decide who sees to it. Whoever makes the thread runnable sets the one and then looks
/// at the other; the loop, before it lets go, does it the other way round; so one of them notices.
final class LoopCoroutine extends Coroutine implements Executor {
  private static final VarHandle RUNNABLE;
  private static final VarHandle TENDED;

  static {
    var lookup = MethodHandles.lookup();
    try {
      RUNNABLE = lookup.findVarHandle(LoopCoroutine.class, "isRunnable", boolean.class);
      TENDED = lookup.findVarHandle(LoopCoroutine.class, "isTended", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Thread thread;

  /// Whether the thread can run: it was started or unparked and nobody has run it yet.
  private volatile boolean isRunnable;

  /// Whether the loop runs it, or waits for it to become runnable.
  private volatile boolean isTended;

  /// Runs the thread until it parks; always the same one. Published by isRunnable.
  private @Nullable Runnable continuation;

  /// The thread that runs the loop. Published by isTended.
  private @Nullable Thread tender;

  /// Whether it has parked because it awaits, and not for another reason.
  private boolean isAwaiting;

  LoopCoroutine(EventLoop loop, CoroutineResult<?> result, Callable<?> work, String name) {
    super(loop, result, work);
    this.thread = LoopThreads.unstarted(this, name, this::body);
  }

  @Override
  Thread thread() {
    return thread;
  }

  @Override
  public void execute(Runnable ready) {
    if (continuation == null) {
      continuation = ready;
    } else if (ready != continuation) {
      // A thread that was started in the coroutine has inherited its scheduler; it is none of ours.
      LoopThreads.runElsewhere(ready);
      return;
    }
    if (tender == Thread.currentThread() && (boolean) TENDED.get(this)) {
      // The loop itself, which looks again when this call is over: no fence is needed.
      RUNNABLE.set(this, true);
      return;
    }
    isRunnable = true;
    if (isTended) {
      LockSupport.unpark(tender);
    } else {
      resume();
    }
  }

  @Override
  void begin() {
    tend();
    thread.start();
    runUntilItYields();
  }

  @Override
  void proceed() {
    tend();
    LockSupport.unpark(thread);
    runUntilItYields();
  }

  private void tend() {
    tender = Thread.currentThread();
    TENDED.setRelease(this, true); // Who sees it late only asks for a turn too many.
  }

  private void runUntilItYields() {
    boolean isInterrupted = false;
    while (true) {
      if (isRunnable) {
        mount();
      } else if (isOver()) {
        break; // Nobody makes it runnable any more.
      } else if (isAwaiting) {
        isTended = false;
        if (!isRunnable) {
          break; // Whoever makes it runnable from now on sees that nobody tends it.
        }
        TENDED.setRelease(this, true);
      } else {
        LockSupport.park(this);
        isInterrupted |= Thread.interrupted(); // An interrupt would turn each wait into none.
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("NullAway") // Whoever sets isRunnable has set the continuation.
  private void mount() {
    RUNNABLE.setRelease(this, false);
    if (Thread.currentThread().isVirtual()) {
      mountElsewhere(continuation);
    } else {
      continuation.run();
    }
  }

  /// A virtual thread that runs the loop cannot carry another one, so a platform thread does it,
  /// while this one waits.
  private static void mountElsewhere(Runnable continuation) {
    var carrier =
        Thread.ofPlatform().daemon().name("triga-coroutine-carrier").unstarted(continuation);
    carrier.start();
    boolean isInterrupted = false;
    while (true) {
      try {
        carrier.join();
        break;
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void yieldTurn() {
    isAwaiting = true;
    LockSupport.park(this);
    isAwaiting = false;
  }

  /// Ends an await in which the thread holds up its carrier; by the watchdog.
  void giveUpPinned() {
    // While it awaits on its carrier nobody else writes the flag: the loop is stuck below it.
    if (isAwaiting) {
      cancelled(pinned());
    }
  }

  private static CancellationException pinned() {
    var why =
        new CancellationException("the await was given up: the loop could not go on below it");
    why.initCause(
        new IllegalStateException(
            "await in a static initialiser, or in what native code has called: a thread cannot"
                + " leave its carrier there; await before, or set -Dtriga.coroutines=threads"));
    return why;
  }

  @Override
  void leave() {
    // The loop sees it when the continuation returns.
  }
}
