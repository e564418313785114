package dev.triga.benchmarks.micro;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// The processor time of the whole measuring JVM, so that work which a contestant hands to threads
/// of its own counts too. JMH adds the public fields to the results of an iteration.
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class ProcessorTime {
  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private long last;

  /// Nanoseconds since the iteration began.
  public long cpuNanos;

  /// Operations that the nanoseconds were spent on.
  public long operations;

  /// JMH makes it.
  public ProcessorTime() {}

  /// Starts counting.
  @Setup(Level.Iteration)
  public void begin() {
    last = system.getProcessCpuTime();
  }

  /// Counts a batch of operations that has just ended.
  void add(int batch) {
    add(batch, 0);
  }

  /// The same, with what other processes have spent on it.
  void add(int batch, long nanosElsewhere) {
    long now = system.getProcessCpuTime();
    cpuNanos += now - last + nanosElsewhere;
    operations += batch;
    last = now;
  }
}
