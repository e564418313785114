package dev.triga.benchmarks.micro;

import java.util.Arrays;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// The latencies of one iteration; JMH adds what the public methods answer to its results.
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class WakeTimes {
  private static final int SAMPLES_MAX = 100_000;

  private final long[] post = new long[SAMPLES_MAX];
  private final long[] run = new long[SAMPLES_MAX];
  private int count;

  /// JMH makes it.
  public WakeTimes() {}

  /// Starts anew.
  @Setup(Level.Iteration)
  public void begin() {
    count = 0;
  }

  void add(long postNanos, long runNanos) {
    if (count < SAMPLES_MAX) {
      post[count] = postNanos;
      run[count++] = runNanos;
    }
  }

  /// Median time that the caller is held up.
  public double postNanos() {
    return quantile(post, 0.5);
  }

  /// Median time from the call to the task.
  public double runNanos() {
    return quantile(run, 0.5);
  }

  /// 99th percentile of the time from the call to the task.
  public double runNanos99() {
    return quantile(run, 0.99);
  }

  private double quantile(long[] samples, double which) {
    long[] sorted = Arrays.copyOf(samples, count);
    Arrays.sort(sorted);
    return count == 0 ? Double.NaN : sorted[(int) (which * (count - 1))];
  }
}
