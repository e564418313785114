package dev.triga.loop;

import org.jspecify.annotations.Nullable;

/// A task that remembers where it was handed over, for debug mode.
record TracedTask(Runnable task, Throwable origin) implements Runnable {
  /// The task itself, or with its origin in debug mode.
  static Runnable of(Runnable task, boolean debug) {
    return debug ? new TracedTask(task, new Throwable("handed over here")) : task;
  }

  /// Where a task was handed over, if it remembers.
  static @Nullable Throwable originOf(Runnable task) {
    return task instanceof TracedTask traced ? traced.origin : null;
  }

  /// The user's own object behind it.
  static Runnable userTask(Runnable task) {
    return task instanceof TracedTask traced ? traced.task : task;
  }

  @Override
  public void run() {
    task.run();
  }
}
