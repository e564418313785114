package dev.triga.benchmarks.micro;

import java.io.Serializable;
import java.util.List;

/// Something that does tasks in parallel and tells how each ended, in task order; under test.
public interface BatchSubject extends AutoCloseable {
  /// What is done with a task; it can be sent to other processes.
  @FunctionalInterface
  interface Work extends Serializable {
    /// Does one.
    Integer perform(Integer task) throws Exception;
  }

  /// Does all tasks and goes through their outcomes in order.
  ///
  /// @return the sum of the results; a failure counts as its index, so that order matters
  long run(Work work, List<Integer> tasks);

  @Override
  void close();

  /// The contestant with this name.
  ///
  /// @param workers how many tasks at a time
  static BatchSubject open(String name, int workers) {
    return switch (name) {
      case "triga-platform" -> TrigaBatch.platform(workers);
      case "triga-virtual" -> TrigaBatch.virtual(workers);
      case "triga-processes" -> TrigaBatch.processes(workers);
      case "jdk-invoke-all" -> new JdkInvokeAll(workers);
      case "jdk-parallel-stream" -> new JdkParallelStream();
      case "jdk-map-concurrent" -> new JdkMapConcurrent(workers);
      default -> throw new IllegalArgumentException("Unknown batch " + name);
    };
  }
}
