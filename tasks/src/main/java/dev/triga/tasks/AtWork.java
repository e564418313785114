package dev.triga.tasks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/// The chunks of one batch that are in the hands of workers: what runs, and what takes too long.
/// Under the schedule's lock.
final class AtWork {
  private final BatchRun batch;
  private final BatchOptions options;
  private final List<Chunk> running = new ArrayList<>();

  /// Chunks that were taken from their workers, which have not come back yet.
  private final List<Chunk> strays = new ArrayList<>();

  AtWork(BatchRun batch) {
    this.batch = batch;
    this.options = batch.options;
  }

  /// Whether no worker has anything in hand.
  boolean isEmpty() {
    return running.isEmpty() && strays.isEmpty();
  }

  /// How many chunks are being done.
  int size() {
    return running.size();
  }

  void add(Chunk chunk) {
    chunk.slot = running.size();
    running.add(chunk);
  }

  /// The worker is done with it.
  void remove(Chunk chunk) {
    Chunk last = running.removeLast();
    if (last != chunk) {
      running.set(chunk.slot, last);
      last.slot = chunk.slot;
    }
    chunk.slot = -1;
  }

  /// The worker has found that it was taken, and is back.
  void removeStray(Chunk chunk) {
    strays.remove(chunk);
  }

  /// The batch has ended: nobody wants what is being done.
  ///
  /// @param isDrain whether it may be done to its end
  /// @param limitNanos what running tasks have exceeded; 0 if they are cancelled
  void end(boolean isDrain, long now, long limitNanos) {
    for (Chunk chunk : List.copyOf(running)) {
      if (isDrain) {
        unstick(chunk, now);
      } else {
        seize(chunk, -1, now, limitNanos);
      }
    }
  }

  /// Cancels the task with that index if it is being done; what stands behind it in its chunk is
  /// handed on.
  ///
  /// @return whether it was cancelled
  boolean cancel(long index, long now) {
    for (Chunk chunk : List.copyOf(running)) {
      if (chunk.contains(index)) {
        unstick(chunk, now);
        if (chunk.isAt(index)) {
          return seize(chunk, (int) (index - chunk.first), now, 0);
        }
      }
    }
    return false;
  }

  /// Looks after what takes too long.
  ///
  /// @return when to look again at the latest, not later than `due`
  long tick(long now, long due) {
    long next = due;
    for (int i = running.size() - 1; i >= 0; i--) {
      if (i < running.size()) { // Else a look at another has ended the batch.
        long look = look(running.get(i), now);
        next = look - next <= 0 ? look : next;
      }
    }
    for (Chunk stray : List.copyOf(strays)) {
      if (now - stray.strayUntilNanos < 0) {
        next = stray.strayUntilNanos - next < 0 ? stray.strayUntilNanos : next;
      } else if (stray.kill()) {
        // Its worker comes back when the process has died.
        stray.strayUntilNanos = now + options.interruptGraceNanos();
      } else {
        strays.remove(stray);
        batch.schedule.abandon(stray);
        batch.checkOver();
      }
    }
    return next;
  }

  private long look(Chunk chunk, long now) {
    int position = chunk.position();
    if (chunk.isUnderWay()) {
      return now + Schedule.TICK_NANOS;
    }
    if (position != chunk.seenPosition) {
      // Not `now`, which may be long ago: the task before may have ended since, and this one is not
      // to be timed out early.
      chunk.seenNanos = position == 0 ? chunk.firstSeenNanos() : System.nanoTime();
      chunk.seenPosition = position;
    } else if (chunk.isCuttable()) {
      unstick(chunk, now);
    }
    if (options.taskTimeoutNanos() == Long.MAX_VALUE) {
      return now + Schedule.TICK_NANOS;
    }
    long due = chunk.seenNanos + options.taskTimeoutNanos();
    if (due - now <= 0) {
      seize(chunk, position, now, options.taskTimeoutNanos());
    }
    return due - now <= 0 ? now + Schedule.TICK_NANOS : due;
  }

  /// A task holds up those before and behind it in its chunk.
  private void unstick(Chunk chunk, long now) {
    Piece done = chunk.cut(chunk.position());
    if (done != null) {
      batch.deliver(done, now);
    }
  }

  /// Takes the chunk from its worker and interrupts the task.
  ///
  /// @param limitNanos what the task has exceeded; 0 if it is cancelled
  /// @return false if it was too late
  private boolean seize(Chunk chunk, int expected, long now, long limitNanos) {
    long seized = chunk.seize(expected);
    if (seized < 0) {
      return false;
    }
    remove(chunk);
    Piece done = chunk.seizedDone(seized);
    if (done != null) {
      batch.deliver(done, now);
    }
    strays.add(chunk);
    chunk.strayUntilNanos = now + options.interruptGraceNanos();
    chunk.interrupt();
    settle(chunk, Chunk.seizedPosition(seized), now, limitNanos);
    return true;
  }

  @SuppressWarnings("NullAway") // A task may be null where its type allows it.
  private void settle(Chunk chunk, int position, long now, long limitNanos) {
    Object task = chunk.task(position);
    Attempt attempt = chunk.seizedAttempt(position, now);
    Outcome<?, ?> outcome =
        limitNanos == 0
            ? new Cancelled<>(task, attempt)
            : new TimedOut<>(task, Duration.ofNanos(limitNanos), attempt);
    TimeoutException error = null;
    if (limitNanos != 0 && !batch.isEnding()) {
      error =
          new TimeoutException(
              "task %d took longer than %s"
                  .formatted(attempt.index(), Duration.ofNanos(limitNanos)));
      long delay = batch.retryDelayNanos(chunk.number, error);
      TroubleEvent.record(batch, outcome, delay >= 0);
      if (delay >= 0) {
        batch.retryLater(chunk.again(position, outcome), now + delay);
        return;
      }
    }
    batch.settled(
        Piece.single(attempt.index(), chunk.bytes(position, position + 1), outcome), now, error);
  }
}
