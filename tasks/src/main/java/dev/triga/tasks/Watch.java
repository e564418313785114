package dev.triga.tasks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The thread that looks after time while a pool has batches. A platform thread, because virtual
/// ones may wait behind tasks that compute.
final class Watch implements Runnable {
  /// Answers of [Schedule#tick]: that there is nothing to do, and that it may end.
  static final long RESTING = Long.MIN_VALUE;

  static final long ENDED = Long.MIN_VALUE + 1;

  private static final long STAY_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Schedule schedule;

  // Under the schedule's lock.
  private @Nullable Thread thread;
  private long dueNanos;
  private boolean isResting;

  Watch(Schedule schedule) {
    this.schedule = schedule;
  }

  /// There is a batch. Under the lock.
  void begin() {
    if (thread == null) {
      thread = Thread.ofPlatform().daemon().name(schedule.name + "-watch").start(this);
    } else if (isResting) {
      LockSupport.unpark(thread);
    }
  }

  /// Something is due at that time: under the lock.
  void wake(long due) {
    if (thread != null && (isResting || due - dueNanos < 0)) {
      LockSupport.unpark(thread);
    }
  }

  /// The next look will be then: under the lock.
  void plan(long due) {
    dueNanos = due;
    isResting = false;
  }

  /// There is nothing to look after: under the lock.
  void rest() {
    isResting = true;
  }

  /// It has rested for long: under the lock.
  ///
  /// @return whether it may end
  boolean leave() {
    if (isResting) {
      thread = null;
    }
    return isResting;
  }

  @Override
  public void run() {
    boolean isLong = false;
    while (true) {
      long now = System.nanoTime();
      long due = schedule.tick(now, isLong);
      if (due == ENDED) {
        return;
      }
      isLong = due == RESTING;
      LockSupport.parkNanos(this, isLong ? STAY_NANOS : Math.max(1, due - now));
      isLong = isLong && System.nanoTime() - now >= STAY_NANOS;
    }
  }
}
