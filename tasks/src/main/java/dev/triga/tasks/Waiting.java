package dev.triga.tasks;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// How threads wait for a batch: a worker works for it meanwhile, any other thread sleeps.
/// Interrupting the thread cancels the batch; the thread's flag is set again afterwards.
final class Waiting {
  private Waiting() {}

  static void untilOver(BatchRun batch) {
    until(batch, () -> false);
    batch.tellEnd();
  }

  /// Waits for the next outcomes of a stream.
  ///
  /// @param read those that have been read, to be released; null at first
  /// @return null at the end
  static @Nullable Piece forNext(BatchRun batch, Streamed outcomes, @Nullable Piece read) {
    Schedule schedule = batch.schedule;
    schedule.lock();
    try {
      if (read != null) {
        batch.release(read);
      }
      Piece next = outcomes.poll();
      if (next != null || outcomes.isFinished()) {
        return next;
      }
    } finally {
      schedule.unlock();
    }
    until(batch, outcomes::isReady);
    Piece next;
    schedule.lock();
    try {
      next = outcomes.poll();
    } finally {
      schedule.unlock();
    }
    if (next == null) {
      batch.tellEnd();
    }
    return next;
  }

  /// Cancels what is left of a batch, and waits until its tasks have ended or are given up.
  static void untilClosed(BatchRun batch, RuntimeException why) {
    batch.schedule.lock();
    try {
      batch.end(BatchEnding.CANCELLED, why);
    } finally {
      batch.schedule.unlock();
    }
    Worker worker = Worker.current();
    if (worker == null || !worker.isAtWorkFor(batch)) {
      untilOver(batch);
    }
  }

  private static void until(BatchRun batch, BooleanSupplier hasCome) {
    Worker worker = Worker.current();
    if (worker != null && !batch.schedule.workers.isElsewhere()) {
      worker.help(batch, hasCome);
      return;
    }
    boolean isInterrupted = false;
    Schedule schedule = batch.schedule;
    schedule.lock();
    try {
      while (!batch.isOver() && !hasCome.getAsBoolean()) {
        if (!schedule.awaitChange(batch)) {
          isInterrupted = true;
          batch.end(
              BatchEnding.CANCELLED,
              new InterruptedException("the thread that waits for it was interrupted"));
        }
      }
    } finally {
      schedule.unlock();
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// How long a pool that is closed waits for its tasks, beyond what they get to end.
  static final long CLOSE_MARGIN_NANOS = TimeUnit.SECONDS.toNanos(1);
}
