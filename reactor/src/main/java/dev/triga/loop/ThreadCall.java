package dev.triga.loop;

import org.jspecify.annotations.Nullable;

/// A call in a thread whose result nobody waits for; a failure goes to the uncaught handler.
final class ThreadCall implements Work {
  private static final String KIND = "call in a thread";

  private final EventLoop loop;
  private final Runnable task;
  private final @Nullable Throwable origin;
  private volatile boolean isGivenUp;

  ThreadCall(EventLoop loop, Runnable task) {
    this.loop = loop;
    this.task = task;
    this.origin = loop.isDebug() ? new Throwable("handed over here") : null;
  }

  @Override
  public Ending run() {
    try {
      task.run();
      return Ending.COMPLETED;
    } catch (Throwable thrown) {
      if (!isGivenUp || !WorkFailures.isByCancel(thrown)) {
        report(thrown);
      }
      return Ending.FAILED;
    }
  }

  @Override
  public void drop(RuntimeException why) {
    report(why);
  }

  @Override
  public void giveUp(RuntimeException why) {
    isGivenUp = true;
  }

  private void report(Throwable thrown) {
    loop.deliver(() -> loop.report(KIND, task, thrown, origin));
  }
}
