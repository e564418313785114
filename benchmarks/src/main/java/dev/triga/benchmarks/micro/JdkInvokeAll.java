package dev.triga.benchmarks.micro;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// `ExecutorService.invokeAll` on a pool of a fixed size; the futures are the outcomes.
final class JdkInvokeAll implements BatchSubject {
  private final ExecutorService executor;

  JdkInvokeAll(int workers) {
    this.executor = Executors.newFixedThreadPool(workers);
  }

  @Override
  public long run(Work work, List<Integer> tasks) {
    List<Callable<Integer>> calls = new ArrayList<>(tasks.size());
    for (Integer task : tasks) {
      calls.add(() -> work.perform(task));
    }
    try {
      List<Future<Integer>> futures = executor.invokeAll(calls);
      long sum = 0;
      for (int i = 0; i < futures.size(); i++) {
        Future<Integer> future = futures.get(i);
        sum += future.state() == Future.State.SUCCESS ? future.resultNow() : tasks.get(i);
      }
      return sum;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
