package dev.triga.benchmarks.micro;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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

/// Submissions as fast as some threads can make them: time for each, until all have run.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FloodMeasurement {
  private static final int BATCH = 200_000;

  /// The contestant.
  @Param("jdk-executor")
  public String subject = "";

  /// Threads that submit.
  @Param("1")
  public int producers;

  private final List<Semaphore> go = new ArrayList<>();
  private final Semaphore allRan = new Semaphore(0);
  private final Countdown toRun = new Countdown();
  private volatile boolean over;

  @SuppressWarnings("NullAway.Init") // JMH calls setUp first.
  private LoopSubject loop;

  /// JMH makes it.
  public FloodMeasurement() {}

  /// Opens the contestant and starts the threads that submit.
  @Setup
  public void setUp() {
    loop = LoopSubject.open(subject);
    for (int i = 0; i < producers; i++) {
      var mine = new Semaphore(0);
      go.add(mine);
      Thread.ofPlatform().daemon().name("producer-" + i).start(() -> produce(mine));
    }
  }

  /// Ends the threads and closes the contestant.
  @TearDown
  public void tearDown() {
    over = true;
    go.forEach(Semaphore::release);
    loop.close();
  }

  /// One batch from all threads together.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void flood(ProcessorTime time) {
    toRun.start(BATCH);
    go.forEach(Semaphore::release);
    Waiting.take(allRan, 1);
    time.add(BATCH);
  }

  private void produce(Semaphore mine) {
    // What a producer reads for each task lies on its own stack, and what the loop writes for each
    // task on cache lines of its own: it is the queue that is measured, not what the harness
    // shares.
    LoopSubject target = loop;
    Runnable task = this::ran;
    while (true) {
      mine.acquireUninterruptibly();
      if (over) {
        return;
      }
      for (int i = BATCH / producers; i > 0; i--) {
        target.execute(task);
      }
    }
  }

  /// Always on the contestant's one thread.
  private void ran() {
    if (toRun.next()) {
      allRan.release();
    }
  }
}
