package dev.triga.benchmarks.micro;

import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Waits for what another thread reports, but not for ever: a measurement that hangs fails instead.
final class Waiting {
  private static final long SECONDS_MAX = 120;

  private Waiting() {}

  /// Takes the permits.
  ///
  /// @throws IllegalStateException if they do not come
  static void take(Semaphore permits, int count) {
    try {
      if (!permits.tryAcquire(count, SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Nothing was reported for " + SECONDS_MAX + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting", e);
    }
  }

  /// Has `work` run by `start` and waits until it has run.
  static void run(Runnable work, Executor start) {
    var done = new Semaphore(0);
    start.execute(() -> {
      try {
        work.run();
      } finally {
        done.release();
      }
    });
    take(done, 1);
  }
}
