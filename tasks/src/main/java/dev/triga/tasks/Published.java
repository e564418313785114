package dev.triga.tasks;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// Outcomes for a subscriber, as many as it asks for. Signals come one at a time, on a worker's
/// thread or on the one that asked.
///
/// @param <T> the type of the tasks
/// @param <R> the type of the results
final class Published<T extends @Nullable Object, R extends @Nullable Object>
    implements Delivery, Flow.Subscription {
  private final Flow.Subscriber<? super Outcome<T, R>> subscriber;
  private final Streamed outcomes;

  /// Set before anybody signals.
  private @Nullable BatchRun batch;

  // Under the schedule's lock.
  private long demand;
  private boolean isDraining;
  private boolean isCancelled;
  private @Nullable Throwable refusal;

  // Only for who is draining.
  private @Nullable Piece piece;
  private int next;

  Published(Flow.Subscriber<? super Outcome<T, R>> subscriber, boolean isOrdered) {
    this.subscriber = subscriber;
    this.outcomes = new Streamed(isOrdered);
  }

  void runs(BatchRun batch) {
    this.batch = batch;
  }

  private BatchRun batch() {
    if (batch == null) {
      throw new IllegalStateException("the batch has not begun");
    }
    return batch;
  }

  @Override
  public void deliver(BatchRun batch, Piece piece) {
    if (isCancelled) {
      batch.release(piece);
      return;
    }
    outcomes.deliver(batch, piece);
    drainLater();
  }

  @Override
  public void over(BatchRun batch) {
    outcomes.over(batch);
    drainLater();
  }

  @Override
  public void request(long count) {
    Schedule schedule = batch().schedule;
    schedule.lock();
    try {
      if (count <= 0) {
        refusal =
            new IllegalArgumentException(
                "a request for " + count + " outcomes: it must be for at least 1");
        batch().end(BatchEnding.CANCELLED, refusal);
      } else {
        demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
      }
      drainLater();
    } finally {
      schedule.unlock();
    }
  }

  @Override
  public void cancel() {
    Schedule schedule = batch().schedule;
    schedule.lock();
    try {
      isCancelled = true;
      batch().end(BatchEnding.CANCELLED, new CancellationException("its subscriber cancelled it"));
    } finally {
      schedule.unlock();
    }
  }

  /// Under the lock.
  private void drainLater() {
    if (!isDraining) {
      isDraining = true;
      batch().schedule.afterwards(this::drain);
    }
  }

  private void drain() {
    try {
      while (step()) {
        // One signal at a time, without the lock.
      }
    } catch (RuntimeException e) {
      batch().schedule.report("the subscriber of batch '" + batch().options.name() + "' failed", e);
      cancel();
    }
  }

  /// Gives one signal.
  ///
  /// @return whether there may be another
  private boolean step() {
    boolean isEnd = false;
    Schedule schedule = batch().schedule;
    schedule.lock();
    try {
      if (piece != null && next == piece.size) {
        batch().release(piece);
        piece = null;
      }
      if (piece == null) {
        piece = outcomes.poll();
        next = 0;
      }
      isEnd = refusal != null || (piece == null && outcomes.isFinished());
      if (isCancelled || (!isEnd && (piece == null || demand == 0))) {
        isDraining = false;
        return false;
      }
      if (isEnd) {
        isCancelled = true; // No signal comes after the last.
      } else {
        demand -= demand == Long.MAX_VALUE ? 0 : 1;
      }
    } finally {
      schedule.unlock();
    }
    if (!isEnd && piece != null) {
      subscriber.onNext(piece.outcome(next++));
      return true;
    }
    Throwable failure = refusal != null ? refusal : outcomes.failure();
    if (failure == null) {
      subscriber.onComplete();
    } else {
      subscriber.onError(failure);
    }
    return false;
  }
}
