package dev.triga.async;

import dev.triga.reactor.Reactor;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// One at a time, for work on one reactor that takes several passes: a [DeferredSemaphore] with one
/// permit, with the same rules for order, threads, limits and cancelling. Not re-entrant: who has
/// it and asks again waits for itself.
///
/// ```java
/// var lock = new DeferredLock(reactor);
/// lock.run(() -> journal.write(snapshot())); // never two writes at once
/// ```
public final class DeferredLock {
  private final DeferredSemaphore semaphore;

  /// A free one, for which at most [DeferredSemaphore#DEFAULT_WAITERS_MAX] wait.
  public DeferredLock(Reactor reactor) {
    this.semaphore = new DeferredSemaphore(reactor, 1);
  }

  /// A free one, for which at most `waitersMax` wait.
  ///
  /// @throws IllegalArgumentException if that is less than 1
  public DeferredLock(Reactor reactor, int waitersMax) {
    this.semaphore = new DeferredSemaphore(reactor, 1, waitersMax);
  }

  /// Waits for the lock; see [DeferredSemaphore#acquire()].
  public Deferred<Permit> acquire() {
    return semaphore.acquire();
  }

  /// The lock if it is free.
  public Optional<Permit> tryAcquire() {
    return semaphore.tryAcquire();
  }

  /// Does some work while having the lock; see [DeferredSemaphore#run].
  public <T extends @Nullable Object> Deferred<T> run(
      Callable<? extends CompletionStage<? extends T>> work) {
    return semaphore.run(work);
  }

  /// Whether somebody has it. On the turn.
  public boolean isHeld() {
    return semaphore.available() == 0;
  }

  /// How many wait. On the turn.
  public int waiting() {
    return semaphore.waiting();
  }

  @Override
  public String toString() {
    return "DeferredLock[" + (isHeld() ? "held, " : "free, ") + waiting() + " waiting]";
  }
}
