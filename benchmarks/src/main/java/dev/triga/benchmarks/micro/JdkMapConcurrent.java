package dev.triga.benchmarks.micro;

import java.util.List;
import java.util.stream.Gatherers;

/// A stream whose gatherer starts a virtual thread per task.
final class JdkMapConcurrent implements BatchSubject {
  private final int workers;

  JdkMapConcurrent(int workers) {
    this.workers = workers;
  }

  @Override
  public long run(Work work, List<Integer> tasks) {
    long sum = 0;
    for (JdkOutcome outcome :
        tasks.stream()
            .gather(Gatherers.mapConcurrent(workers, (Integer task) -> JdkOutcome.of(work, task)))
            .toList()) {
      sum += outcome.worth();
    }
    return sum;
  }

  @Override
  public void close() {}
}
