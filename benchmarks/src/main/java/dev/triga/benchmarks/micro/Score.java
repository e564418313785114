package dev.triga.benchmarks.micro;

import java.util.Map;

/// What one measuring JVM found.
///
/// @param nanos time by the clock for each operation
/// @param bytes allocated by all threads for each operation; not a number if unknown
/// @param counters further figures, by name
public record Score(double nanos, double bytes, Map<String, Double> counters) {

  /// Processor time of the whole JVM for each operation, where the measurement counts it.
  public double cpuNanos() {
    return counter("cpuNanos") / counter("operations");
  }

  /// A further figure; not a number if there is none of that name.
  public double counter(String name) {
    return counters.getOrDefault(name, Double.NaN);
  }
}
