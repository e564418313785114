package dev.triga.async;

import dev.triga.loop.Turn;
import dev.triga.reactor.ReactorStoppedException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A thread that has nobody's turn and waits for a Deferred.
final class AwaitOutside<T extends @Nullable Object> extends AwaitStage<T> {
  private final Thread thread = Thread.currentThread();

  AwaitOutside(Deferred<T> awaited) {
    super(awaited);
  }

  T result() {
    begin();
    boolean isInterrupted = false;
    while (isPending()) {
      if (Thread.interrupted()) {
        isInterrupted = true;
        giveUp(new InterruptedException("thread '" + thread.getName() + "' was interrupted"));
      } else if (!look()) {
        break;
      }
    }
    if (isInterrupted) {
      thread.interrupt();
    }
    if (isPending()) {
      throw stopped();
    }
    return resultOrThrow();
  }

  /// Waits for something to happen; false when the reactor has stopped and nothing will.
  private boolean look() {
    Turn turn = awaited.owner;
    if (turn != null) {
      return turn.waitOutside(() -> !isPending());
    }
    LockSupport.park(this);
    return true;
  }

  private RuntimeException stopped() {
    Turn turn = awaited.owner;
    String name = turn == null ? "" : turn.reactor().name();
    var failure = new ReactorStoppedException("await of " + awaited, name);
    giveUp(failure);
    return failure;
  }

  @Override
  String who() {
    return "thread '" + thread.getName() + "'";
  }

  @Override
  void arrived() {
    LockSupport.unpark(thread);
  }
}
