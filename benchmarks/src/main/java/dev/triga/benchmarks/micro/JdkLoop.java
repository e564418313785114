package dev.triga.benchmarks.micro;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The JDK's executor with a single thread.
final class JdkLoop implements LoopSubject {
  private final ExecutorService executor = Executors.newSingleThreadExecutor();

  @Override
  public void execute(Runnable task) {
    executor.execute(task);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
