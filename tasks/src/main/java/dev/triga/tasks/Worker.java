package dev.triga.tasks;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One of a pool's threads: takes chunks and does them until there is nothing left to do.
final class Worker implements Runnable {
  private static final ThreadLocal<@Nullable Worker> CURRENT = new ThreadLocal<>();

  private final Schedule schedule;
  private final Performer performer;
  private final Thread thread;

  /// The chunk in hand; those further out, whose tasks wait for another batch, hang on it. Only for
  /// the worker's thread.
  private @Nullable Chunk inHand;

  /// Whether it waits among the idle. Under the schedule's lock, as the next.
  boolean isIdle;

  /// Whether another has taken its place, because a task did not let it go.
  boolean isAbandoned;

  Worker(Schedule schedule, String name) {
    this.schedule = schedule;
    this.performer = schedule.performer();
    this.thread = schedule.workers.thread(name, this);
  }

  /// The worker whose thread this is, or null.
  static @Nullable Worker current() {
    return CURRENT.get();
  }

  Schedule schedule() {
    return schedule;
  }

  Thread thread() {
    return thread;
  }

  void interrupt() {
    thread.interrupt();
  }

  /// The word of what it has in hand, if its tasks are done in another process.
  @Nullable SharedWord word() {
    return performer.word();
  }

  /// Asks for what is done of the chunk in hand. Under the schedule's lock.
  void flush() {
    performer.flush();
  }

  /// Ends what it does not come back from. Under the schedule's lock.
  ///
  /// @return false if it cannot be ended
  boolean kill() {
    return performer.kill();
  }

  @Override
  public void run() {
    CURRENT.set(this);
    try {
      Chunk chunk = null;
      do {
        if (!performer.isReady()) {
          if (chunk != null) {
            schedule.finish(chunk);
            chunk = null;
          }
          if (!performer.prepare()) {
            schedule.leaveUnready(this);
            return;
          }
        }
        chunk = schedule.next(this, chunk);
        if (chunk != null) {
          perform(chunk);
        }
      } while (chunk != null);
    } finally {
      performer.close();
    }
  }

  private void perform(Chunk chunk) {
    chunk.outer = inHand;
    inHand = chunk;
    try {
      performer.perform(chunk);
    } finally {
      inHand = chunk.outer;
    }
  }

  /// Works for a batch until it is over, or until what this worker waits for in it has come: called
  /// by a task of another one.
  void help(BatchRun batch, BooleanSupplier hasCome) {
    Schedule of = batch.schedule;
    for (Chunk chunk = of.help(this, batch, hasCome); chunk != null; ) {
      perform(chunk);
      of.finish(chunk);
      chunk = of.help(this, batch, hasCome);
    }
  }

  /// Whether the task in hand, or one further out, has been taken from this worker.
  boolean isSeized() {
    Chunk chunk = inHand;
    return chunk != null && (chunk.isSeized() || chunk.isOuterSeized());
  }

  /// Whether a task of `batch` is in hand, here or further out: it cannot wait for its own end.
  boolean isAtWorkFor(BatchRun batch) {
    for (Chunk chunk = inHand; chunk != null; chunk = chunk.outer) {
      if (chunk.batch == batch) {
        return true;
      }
    }
    return false;
  }
}
