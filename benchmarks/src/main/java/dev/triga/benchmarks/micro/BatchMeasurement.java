package dev.triga.benchmarks.micro;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Batches of tasks, and going through their outcomes in task order: time for each task.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BatchMeasurement {
  private static final int FEW = 10_000;
  private static final int MANY = 100_000;
  private static final int MOST = 1_000_000;
  private static final int WAITING_WORKERS = 256;
  private static final long WAIT_NANOS = 1_000_000;
  private static final int SKEWED_ONE_IN = 100;
  private static final long SKEWED_NANOS = 100_000;
  private static final int FAILING_ONE_IN = 10;

  /// The contestant.
  @Param("jdk-invoke-all")
  public String subject = "";

  /// How many tasks at a time; 0 for one per processor.
  @Param("0")
  public int workers;

  private final List<Integer> tasks = IntStream.range(0, MOST).boxed().toList();
  private final List<Integer> many = tasks.subList(0, MANY).stream().toList();
  private final List<Integer> few = tasks.subList(0, FEW).stream().toList();

  @SuppressWarnings("NullAway.Init") // JMH calls setUp first.
  private BatchSubject batch;

  /// A failure that costs nothing to make: what is done with it is measured.
  private static final class Planned extends Exception {
    private static final long serialVersionUID = 1L;

    Planned() {
      super("planned", null, false, false);
    }
  }

  /// JMH makes it.
  public BatchMeasurement() {}

  /// How many at a time when tasks wait.
  public static int waitingWorkers() {
    return WAITING_WORKERS;
  }

  /// Opens the contestant.
  @Setup
  public void setUp() {
    int count = workers == 0 ? Runtime.getRuntime().availableProcessors() : workers;
    batch = BatchSubject.open(subject, count);
  }

  /// Closes the contestant.
  @TearDown
  public void tearDown() {
    batch.close();
  }

  /// A million tasks that do nothing.
  @Benchmark
  @OperationsPerInvocation(MOST)
  public void nothingMost(ProcessorTime time) {
    run(task -> task, tasks, time);
  }

  /// A tenth of that.
  @Benchmark
  @OperationsPerInvocation(MANY)
  public void nothingMany(ProcessorTime time) {
    run(task -> task, many, time);
  }

  /// A hundredth of that.
  @Benchmark
  @OperationsPerInvocation(FEW)
  public void nothingFew(ProcessorTime time) {
    run(task -> task, few, time);
  }

  /// Tasks that wait for a millisecond each.
  @Benchmark
  @OperationsPerInvocation(FEW)
  public void waiting(ProcessorTime time) {
    run(
        task -> {
          LockSupport.parkNanos(WAIT_NANOS);
          return task;
        },
        few,
        time);
  }

  /// Tasks of which one in a hundred computes for a tenth of a millisecond.
  @Benchmark
  @OperationsPerInvocation(FEW)
  public void skewed(ProcessorTime time) {
    run(
        task -> {
          if (task % SKEWED_ONE_IN == 0) {
            long end = System.nanoTime() + SKEWED_NANOS;
            while (System.nanoTime() - end < 0) {
              Thread.onSpinWait();
            }
          }
          return task;
        },
        few,
        time);
  }

  /// Tasks of which one in ten fails.
  @Benchmark
  @OperationsPerInvocation(MANY)
  public void failing(ProcessorTime time) {
    run(
        task -> {
          if (task % FAILING_ONE_IN == 0) {
            throw new Planned();
          }
          return task;
        },
        many,
        time);
  }

  private void run(BatchSubject.Work work, List<Integer> tasks, ProcessorTime time) {
    long sum = batch.run(work, tasks);
    long count = tasks.size();
    if (sum != count * (count - 1) / 2) {
      throw new AssertionError(subject + " has lost a task: the sum is " + sum);
    }
    time.add(tasks.size());
  }
}
