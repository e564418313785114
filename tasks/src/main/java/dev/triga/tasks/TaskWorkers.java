package dev.triga.tasks;

/// Who does the tasks of a [TaskPool]: how many, and of which kind. Immutable.
///
/// Workers are started when there is something to do for them, and end when the pool is closed or
/// when there is nothing to do for a while.
public final class TaskWorkers {
  /// The most that one pool may have.
  public static final int COUNT_MAX = 100_000;

  private final int count;
  private final boolean isVirtual;

  private TaskWorkers(int count, boolean isVirtual) {
    if (count < 1 || count > COUNT_MAX) {
      throw new IllegalArgumentException(
          count + " workers are not possible: between 1 and " + COUNT_MAX + " are");
    }
    this.count = count;
    this.isVirtual = isVirtual;
  }

  /// Virtual threads: for tasks that wait, for sockets and other services.
  ///
  /// @throws IllegalArgumentException unless `count` is within 1 and [#COUNT_MAX]
  public static TaskWorkers virtual(int count) {
    return new TaskWorkers(count, true);
  }

  /// Platform threads: for tasks that compute, or read and write files.
  ///
  /// @throws IllegalArgumentException unless `count` is within 1 and [#COUNT_MAX]
  public static TaskWorkers platform(int count) {
    return new TaskWorkers(count, false);
  }

  /// As many platform threads as the JVM has processors.
  public static TaskWorkers perProcessor() {
    return platform(Runtime.getRuntime().availableProcessors());
  }

  /// How many at most.
  public int count() {
    return count;
  }

  /// A thread for one of them, not started.
  Thread thread(String name, Runnable body) {
    return isVirtual
        ? Thread.ofVirtual().name(name).unstarted(body)
        : Thread.ofPlatform().daemon().name(name).unstarted(body);
  }

  /// How one of them does its tasks.
  Performer performer() {
    return new InPlace();
  }

  @Override
  public String toString() {
    return (isVirtual ? "TaskWorkers.virtual(" : "TaskWorkers.platform(") + count + ")";
  }
}
