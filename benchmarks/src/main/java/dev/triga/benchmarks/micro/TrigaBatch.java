package dev.triga.benchmarks.micro;

import dev.triga.tasks.Outcome;
import dev.triga.tasks.TaskPool;
import dev.triga.tasks.TaskWorkers;
import java.util.List;

/// Our pool; the outcomes are read as a list.
final class TrigaBatch implements BatchSubject {
  private final TaskPool pool;

  private TrigaBatch(TaskWorkers workers) {
    this.pool = TaskPool.of(workers);
  }

  static TrigaBatch platform(int workers) {
    return new TrigaBatch(TaskWorkers.platform(workers));
  }

  static TrigaBatch virtual(int workers) {
    return new TrigaBatch(TaskWorkers.virtual(workers));
  }

  static TrigaBatch processes(int workers) {
    return new TrigaBatch(TaskWorkers.processes(workers));
  }

  @Override
  public long run(Work work, List<Integer> tasks) {
    long sum = 0;
    for (Outcome<Integer, Integer> outcome : pool.run(work::perform, tasks)) {
      Integer value = outcome.valueOrNull();
      sum += value == null ? outcome.task() : value;
    }
    return sum;
  }

  @Override
  public void close() {
    pool.close();
  }
}
