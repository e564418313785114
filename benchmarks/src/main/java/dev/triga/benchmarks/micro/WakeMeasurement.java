package dev.triga.benchmarks.micro;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// A submission to a loop that sleeps: how long the caller is held up, and when the task runs.
///
/// JMH's own score includes the pause that lets the loop fall asleep; the figures are in
/// [WakeTimes].
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WakeMeasurement {
  private static final long PAUSE_NANOS = 1_000_000;

  /// The name of [#warmUpWakes].
  static final String WARM_UP_WAKES = "warmUpWakes";

  private static final long WARM_UP_PAUSE_NANOS = 20_000;
  private static final long RUN_NANOS_MAX = 10_000_000_000L;

  /// The contestant.
  @Param("jdk-executor")
  public String subject = "";

  /// So many wake-ups with short pauses come first: with pauses of a millisecond a warm-up of any
  /// bearable length ends before the compiler has looked at the way.
  @Param("20000")
  public int warmUpWakes;

  private volatile long ranAt;
  private long posted;

  @SuppressWarnings("NullAway.Init") // JMH calls setUp first.
  private LoopSubject loop;

  /// JMH makes it.
  public WakeMeasurement() {}

  /// Opens the contestant and makes the compiler take notice of it.
  @Setup
  public void setUp() {
    loop = LoopSubject.open(subject);
    for (int i = 0; i < warmUpWakes; i++) {
      wakeAfter(WARM_UP_PAUSE_NANOS);
    }
  }

  /// Closes the contestant.
  @TearDown
  public void tearDown() {
    loop.close();
  }

  /// Lets the loop sleep, wakes it with a task, and waits for the task.
  @Benchmark
  public void wake(WakeTimes times) {
    long before = wakeAfter(PAUSE_NANOS);
    times.add(posted - before, ranAt - before);
  }

  /// Answers with the time at which the task was submitted.
  private long wakeAfter(long pauseNanos) {
    LockSupport.parkNanos(pauseNanos);
    ranAt = 0;
    Runnable task = () -> ranAt = System.nanoTime();
    long before = System.nanoTime();
    loop.execute(task);
    posted = System.nanoTime();
    while (ranAt == 0) {
      if (System.nanoTime() - posted > RUN_NANOS_MAX) {
        throw new IllegalStateException("The task did not run for ten seconds");
      }
      Thread.onSpinWait();
    }
    return before;
  }
}
