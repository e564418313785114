package dev.triga.benchmarks.micro;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The JDK's scheduled executor with one thread, which drops cancelled tasks at once.
final class JdkTimers implements TimerSubject {
  private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);

  JdkTimers() {
    executor.setRemoveOnCancelPolicy(true);
  }

  @Override
  public void runAtHome(Runnable work) {
    Waiting.run(work, executor);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // It is what cancel takes.
  public Object schedule(Delay delay, Runnable task) {
    return executor.schedule(task, delay.nanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void cancel(Object call) {
    ((ScheduledFuture<?>) call).cancel(false);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
