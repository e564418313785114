package dev.triga.benchmarks.micro;

import org.jspecify.annotations.Nullable;

/// What somebody writes by hand who wants the outcome of each task from a stream.
///
/// @param task the task
/// @param value what came of it, or null
/// @param error why it failed, or null
record JdkOutcome(Integer task, @Nullable Integer value, @Nullable Throwable error) {
  static JdkOutcome of(BatchSubject.Work work, Integer task) {
    try {
      return new JdkOutcome(task, work.perform(task), null);
    } catch (Exception e) {
      return new JdkOutcome(task, null, e);
    }
  }

  int worth() {
    return value == null ? task : value;
  }
}
