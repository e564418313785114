package dev.triga.benchmarks.micro;

import java.util.List;

/// A parallel stream that maps to outcomes. How many at a time is the common pool's choice.
final class JdkParallelStream implements BatchSubject {
  @Override
  public long run(Work work, List<Integer> tasks) {
    long sum = 0;
    for (JdkOutcome outcome :
        tasks.parallelStream().map(task -> JdkOutcome.of(work, task)).toList()) {
      sum += outcome.worth();
    }
    return sum;
  }

  @Override
  public void close() {}
}
