package dev.triga.benchmarks.micro;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// How late the timers of one iteration were; JMH adds what the public methods answer to its
/// results.
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class LateTimes {
  private final Samples samples = new Samples();

  /// JMH makes it.
  public LateTimes() {}

  /// Starts anew.
  @Setup(Level.Iteration)
  public void begin() {
    samples.clear();
  }

  void add(long nanos) {
    samples.add(nanos);
  }

  /// Median.
  public double lateNanos() {
    return samples.quantile(0.5);
  }

  /// 90th percentile.
  public double lateNanos90() {
    return samples.quantile(0.9);
  }

  /// The earliest; negative if one fired before its time.
  public double earliestNanos() {
    return samples.quantile(0);
  }
}
