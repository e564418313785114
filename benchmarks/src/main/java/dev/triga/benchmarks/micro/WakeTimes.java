package dev.triga.benchmarks.micro;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// The latencies of one iteration; JMH adds what the public methods answer to its results.
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class WakeTimes {
  private final Samples post = new Samples();
  private final Samples run = new Samples();

  /// JMH makes it.
  public WakeTimes() {}

  /// Starts anew.
  @Setup(Level.Iteration)
  public void begin() {
    post.clear();
    run.clear();
  }

  void add(long postNanos, long runNanos) {
    post.add(postNanos);
    run.add(runNanos);
  }

  /// Median time that the caller is held up.
  public double postNanos() {
    return post.quantile(0.5);
  }

  /// Median time from the call to the task.
  public double runNanos() {
    return run.quantile(0.5);
  }

  /// 99th percentile of the time from the call to the task.
  public double runNanos99() {
    return run.quantile(0.99);
  }
}
