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

/// Chains of functions on a result that is still to come: create, chain, complete, read.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ChainMeasurement {
  /// The length of the short chain.
  public static final int SHORT = 10;

  /// The length of the long chain.
  public static final int LONG = 100_000;

  private static final int BATCH = 100_000;

  /// The contestant.
  @Param("jdk-completable")
  public String subject = "";

  @SuppressWarnings("NullAway.Init") // JMH calls setUp first.
  private ChainSubject chains;

  /// JMH makes it.
  public ChainMeasurement() {}

  /// Makes the contestant and sees that it computes.
  @Setup
  public void setUp() {
    chains = ChainSubject.open(subject);
    if (chains.chain(SHORT) != SHORT) {
      throw new IllegalStateException(subject + " does not compute");
    }
  }

  /// Closes the contestant.
  @TearDown
  public void tearDown() {
    chains.close();
  }

  /// A chain of ten; time and bytes are those of the whole chain.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long shortChain() {
    return chains.chains(SHORT, BATCH);
  }

  /// A chain of 100 000; time and bytes are those of one link.
  @Benchmark
  @OperationsPerInvocation(LONG)
  public int longChain() {
    return chains.chain(LONG);
  }
}
