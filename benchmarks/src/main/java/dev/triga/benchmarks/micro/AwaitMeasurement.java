package dev.triga.benchmarks.micro;

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

/// Sequential code that waits: time for each wait, and for each piece of such code.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AwaitMeasurement {
  private static final int BATCH = 10_000;

  /// The contestant.
  @Param("jdk-virtual")
  public String subject = "";

  @SuppressWarnings("NullAway.Init") // JMH calls setUp first.
  private AwaitSubject code;

  /// JMH makes it.
  public AwaitMeasurement() {}

  /// Opens the contestant.
  @Setup
  public void setUp() {
    code = AwaitSubject.open(subject);
  }

  /// Closes the contestant.
  @TearDown
  public void tearDown() {
    code.close();
  }

  /// The turn given up and got back.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void roundTrip() {
    code.roundTrips(BATCH);
  }

  /// A result from another task of the loop.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void answer() {
    code.answers(BATCH);
  }

  /// A piece of code started and finished.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void coroutine() {
    code.coroutines(BATCH);
  }
}
