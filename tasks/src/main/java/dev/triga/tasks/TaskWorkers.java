package dev.triga.tasks;

import java.util.List;
import java.util.concurrent.TimeUnit;

/// Who does the tasks of a [TaskPool]: how many, and of which kind. Immutable.
///
/// Workers are started when there is something to do for them, and end when the pool is closed or
/// when there is nothing to do for a while.
public final class TaskWorkers {
  /// The most threads that one pool may have.
  public static final int COUNT_MAX = 100_000;

  /// The most processes that one pool may have.
  public static final int PROCESSES_MAX = 1_000;

  /// What one of them is.
  private enum Kind {
    VIRTUAL("virtual", COUNT_MAX, 100, 2),
    PLATFORM("platform", COUNT_MAX, 100, 2),
    PROCESS("processes", PROCESSES_MAX, 2_000, 30);

    final String factory;
    final int max;
    final long chunkNanos;
    final long keepAliveNanos;

    Kind(String factory, int max, long chunkMicros, long keepAliveSeconds) {
      this.factory = factory;
      this.max = max;
      this.chunkNanos = TimeUnit.MICROSECONDS.toNanos(chunkMicros);
      this.keepAliveNanos = TimeUnit.SECONDS.toNanos(keepAliveSeconds);
    }
  }

  private final Kind kind;
  private final int count;
  private final List<String> jvmOptions;

  private TaskWorkers(Kind kind, int count, List<String> jvmOptions) {
    if (count < 1 || count > kind.max) {
      throw new IllegalArgumentException(
          count + " workers are not possible: between 1 and " + kind.max + " are");
    }
    this.kind = kind;
    this.count = count;
    this.jvmOptions = jvmOptions;
  }

  /// Virtual threads: for tasks that wait, for sockets and other services.
  ///
  /// @throws IllegalArgumentException unless `count` is within 1 and [#COUNT_MAX]
  public static TaskWorkers virtual(int count) {
    return new TaskWorkers(Kind.VIRTUAL, count, List.of());
  }

  /// Platform threads: for tasks that compute, or read and write files.
  ///
  /// @throws IllegalArgumentException unless `count` is within 1 and [#COUNT_MAX]
  public static TaskWorkers platform(int count) {
    return new TaskWorkers(Kind.PLATFORM, count, List.of());
  }

  /// As many platform threads as the JVM has processors.
  public static TaskWorkers perProcessor() {
    return platform(Runtime.getRuntime().availableProcessors());
  }

  /// Processes: for tasks that may crash, leak, use native code that is not to be trusted, or not
  /// end when they are interrupted.
  ///
  /// Each is a JVM with the options and the class path of this one, a heap of a sixteenth of the
  /// machine's memory unless [#jvmOptions] says otherwise, and one thread for tasks; it takes some
  /// tenths of a second to start, stays half a minute without work, and ends within a second of
  /// this process, however that ends. What a task prints goes to the log.
  ///
  /// **What travels.** The [Action] goes to each process once per batch, by Java serialisation, so
  /// what it captures has to be serialisable. Tasks and results are data: plain values, collections
  /// of `java.util`, records and other classes of one's own that CBOR can write and read. What
  /// cannot be sent is a [Failure] with a [dev.triga.actors.codec.CodecException] that says why, as
  /// is what has more than 48 MiB. Exceptions come back as they were thrown if they can be
  /// serialised, else as a [dev.triga.actors.RemoteFailure] with their class, message and trace.
  ///
  /// **When one dies** the task that it had in hand is [Lost], or tried again if
  /// [BatchOptions#retry] accepts a [dev.triga.actors.TerminatedFailure]; another process takes its
  /// place, and what it had not begun is done there.
  ///
  /// **A task that does not end** after its time-out or cancellation is interrupted, and after the
  /// [grace][BatchOptions#interruptGrace] its process is killed and replaced.
  ///
  /// @throws IllegalArgumentException unless `count` is within 1 and [#PROCESSES_MAX]
  public static TaskWorkers processes(int count) {
    return new TaskWorkers(Kind.PROCESS, count, List.of());
  }

  /// The same processes with options for their JVMs, such as `-Xmx512m`, behind those that they
  /// inherit.
  ///
  /// @throws IllegalStateException if these are no processes
  public TaskWorkers jvmOptions(String... options) {
    if (kind != Kind.PROCESS) {
      throw new IllegalStateException(this + " have no JVMs of their own, only processes have");
    }
    return new TaskWorkers(kind, count, List.of(options));
  }

  /// How many at most.
  public int count() {
    return count;
  }

  /// Whether tasks are done in other processes than this one.
  boolean isElsewhere() {
    return kind == Kind.PROCESS;
  }

  /// How long a chunk of tiny tasks should take: long beside the cost of claiming it, short beside
  /// what anybody notices.
  long chunkNanos() {
    return kind.chunkNanos;
  }

  /// How long one without work stays.
  long keepAliveNanos() {
    return kind.keepAliveNanos;
  }

  /// The options of their JVMs.
  List<String> jvmOptions() {
    return jvmOptions;
  }

  /// A thread for one of them, not started; where they are processes, the thread that speaks with
  /// one.
  Thread thread(String name, Runnable body) {
    return kind == Kind.VIRTUAL
        ? Thread.ofVirtual().name(name).unstarted(body)
        : Thread.ofPlatform().daemon().name(name).unstarted(body);
  }

  @Override
  public String toString() {
    return "TaskWorkers." + kind.factory + "(" + count + ")";
  }
}
