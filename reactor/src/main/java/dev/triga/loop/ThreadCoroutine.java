package dev.triga.loop;

import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A coroutine that is an ordinary virtual thread: the thread that runs the loop hands it the turn
/// and waits until it comes back. It needs nothing special of the JVM, and costs some microseconds
/// for each change.
final class ThreadCoroutine extends Coroutine {
  /// How often the loop looks for the turn before it parks; none where nobody else could run.
  private static final int LOOKS_MAX = Runtime.getRuntime().availableProcessors() > 1 ? 200 : 0;

  private final Thread thread;
  private volatile boolean hasTurn;

  /// The thread that runs the loop. Published by hasTurn.
  private @Nullable Thread tender;

  ThreadCoroutine(EventLoop loop, CoroutineResult<?> result, Callable<?> work, String name) {
    super(loop, result, work);
    this.thread = Thread.ofVirtual().name(name).unstarted(this::bodyOnReactor);
  }

  private void bodyOnReactor() {
    loop.adoptThisThread();
    body();
  }

  @Override
  Thread thread() {
    return thread;
  }

  @Override
  void begin() {
    tender = Thread.currentThread();
    hasTurn = true;
    thread.start();
    awaitReturn();
  }

  @Override
  void proceed() {
    tender = Thread.currentThread();
    hasTurn = true;
    LockSupport.unpark(thread);
    awaitReturn();
  }

  private void awaitReturn() {
    for (int i = 0; hasTurn && i < LOOKS_MAX; i++) {
      Thread.onSpinWait();
    }
    boolean isInterrupted = false;
    while (hasTurn) {
      LockSupport.park(this);
      isInterrupted |= Thread.interrupted(); // An interrupt would turn each wait into none.
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void yieldTurn() {
    giveBack();
    boolean isInterrupted = false;
    while (!hasTurn) {
      LockSupport.park(this);
      if (!hasTurn && Thread.interrupted()) {
        // It may only look at that on the turn.
        isInterrupted = true;
        resumeFromOutside();
      }
    }
    if (isInterrupted) {
      thread.interrupt();
    }
  }

  @Override
  void leave() {
    giveBack();
  }

  private void giveBack() {
    var waiting = tender;
    hasTurn = false;
    LockSupport.unpark(waiting);
  }
}
