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

/// Messages and questions from one actor to another: time for each.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ActorsMeasurement {
  private static final int MANY = 100_000;
  private static final int FEW = 10_000;
  private static final int OPEN_MANY = 1_000;

  /// The contestant.
  @Param("triga-thread")
  public String subject = "";

  @SuppressWarnings("NullAway.Init") // JMH calls setUp first.
  private ActorSubject actors;

  private long elsewhere;

  /// JMH makes it.
  public ActorsMeasurement() {}

  /// Opens the contestant.
  @Setup
  public void setUp() {
    actors = ActorSubject.open(subject);
    elsewhere = actors.cpuNanosElsewhere();
  }

  /// Closes the contestant.
  @TearDown
  public void tearDown() {
    actors.close();
  }

  /// Messages without answers.
  @Benchmark
  @OperationsPerInvocation(MANY)
  public void tell(ProcessorTime time) {
    actors.tell(MANY);
    count(time, MANY);
  }

  /// Question after question.
  @Benchmark
  @OperationsPerInvocation(FEW)
  public void askOne(ProcessorTime time) {
    actors.ask(FEW, 1);
    count(time, FEW);
  }

  /// A thousand questions at a time.
  @Benchmark
  @OperationsPerInvocation(MANY)
  public void askMany(ProcessorTime time) {
    actors.ask(MANY, OPEN_MANY);
    count(time, MANY);
  }

  private void count(ProcessorTime time, int operations) {
    long now = actors.cpuNanosElsewhere();
    time.add(operations, now - elsewhere);
    elsewhere = now;
  }
}
