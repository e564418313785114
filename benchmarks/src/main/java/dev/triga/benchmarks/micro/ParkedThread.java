package dev.triga.benchmarks.micro;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The least that waking a thread can cost: a thread that parks, one place for a task, and an
/// unpark. It takes the next task only when the last one has run, so it is for latency alone.
final class ParkedThread implements LoopSubject {
  private final AtomicReference<@Nullable Runnable> place = new AtomicReference<>();
  private final Thread thread = Thread.ofPlatform().daemon().name("parked").start(this::loop);

  @Override
  public void execute(Runnable task) {
    if (!place.compareAndSet(null, task)) {
      throw new IllegalStateException("The last task has not run yet");
    }
    LockSupport.unpark(thread);
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void loop() {
    while (!Thread.currentThread().isInterrupted()) {
      Runnable task = place.get();
      if (task == null) {
        LockSupport.park(this);
      } else {
        place.set(null);
        task.run();
      }
    }
  }
}
