package dev.triga.async;

import dev.triga.loop.Turn;
import dev.triga.reactor.Reactor;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A number of permits for those who run on one reactor: at most so many do something at a time.
///
/// **Order.** Strictly first come, first served: nobody overtakes those who wait, and a permit that
/// is given back goes to the first of them directly.
///
/// **Threads.** On the turn, except that permits may be given back, and waits cancelled, by any
/// thread. It holds back nobody's thread: between callbacks of one reactor there is nothing to
/// lock, but work that takes several passes may need one at a time.
///
/// **Cancelling** one who waits takes it out of the queue. When the reactor stops, those who still
/// wait stay where they are.
///
/// ```java
/// var permits = new DeferredSemaphore(reactor, 5);
/// Deferred<Report> report = permits.run(() -> fetch(host)); // five at a time
/// ```
public final class DeferredSemaphore {
  /// How many may wait at a time unless the constructor says otherwise.
  public static final int DEFAULT_WAITERS_MAX = 100_000;

  private final Turn turn;
  private final int permits;
  private final Waiters<Permit> waiters;
  private int available;

  /// One where at most [#DEFAULT_WAITERS_MAX] wait.
  ///
  /// @throws IllegalArgumentException if there is less than one permit
  public DeferredSemaphore(Reactor reactor, int permits) {
    this(reactor, permits, DEFAULT_WAITERS_MAX);
  }

  /// One where at most `waitersMax` wait.
  ///
  /// @throws IllegalArgumentException if either number is less than 1
  public DeferredSemaphore(Reactor reactor, int permits, int waitersMax) {
    this.turn = (Turn) reactor;
    this.permits = Limits.positive("permits of a semaphore", permits);
    this.available = permits;
    this.waiters = new Waiters<>(turn, "waiting for a permit", waitersMax);
  }

  /// Waits for a permit. It fails with [OverflowFailure] when too many wait already.
  ///
  /// Who has it must give it back. A permit that comes at the very moment in which a stage made
  /// from this Deferred is cancelled would reach nobody: prefer [#run], which sees to it.
  public Deferred<Permit> acquire() {
    turn.checkTurn("DeferredSemaphore.acquire");
    if (available == 0) {
      return waiters.add();
    }
    Deferred<Permit> now = new Deferred<>(turn, true);
    now.succeed(take());
    return now;
  }

  /// A permit if one is free and nobody waits.
  public Optional<Permit> tryAcquire() {
    turn.checkTurn("DeferredSemaphore.tryAcquire");
    return available == 0 ? Optional.empty() : Optional.of(take());
  }

  private Permit take() {
    available--;
    return new Permit(this);
  }

  /// Does some work while having a permit, which is given back when the work ends, however it does.
  /// The result is that of the work. Cancelling it ends the wait or cancels the work.
  ///
  /// @param work begins the work, on the turn, in a later callback
  public <T extends @Nullable Object> Deferred<T> run(
      Callable<? extends CompletionStage<? extends T>> work) {
    return new PermittedWork<T>(turn, acquire(), work).begin();
  }

  /// A permit has come back. Any thread.
  void takeBack() {
    if (turn.isOnTurn()) {
      passOn();
    } else {
      turn.deliver(this::passOn);
    }
  }

  private void passOn() {
    // Made only for a waiter, because who does not wait takes one of those that are free.
    if (waiters.isEmpty() || !waiters.serve(new Permit(this))) {
      available++;
    }
  }

  /// How many permits are free. On the turn.
  public int available() {
    return available;
  }

  /// How many wait. On the turn.
  public int waiting() {
    return waiters.size();
  }

  @Override
  public String toString() {
    return "DeferredSemaphore["
        + available
        + " of "
        + permits
        + " free, "
        + waiters.size()
        + " waiting]";
  }
}
