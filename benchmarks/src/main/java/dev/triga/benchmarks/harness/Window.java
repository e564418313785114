package dev.triga.benchmarks.harness;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What one measured window saw: the load generator's figures, and the server's processor time over
/// exactly that window.
///
/// @param operations finished in the window
/// @param perSecond the same by time
/// @param p50Micros median time from sending to the reply
/// @param p99Micros 99th percentile of it
/// @param maxMicros longest of it
/// @param cpuNanos processor time of all threads of the server
/// @param slices how often a thread of the server was given a processor; -1 if unknown
/// @param userTicks share of the time in the program, sampled by the kernel
/// @param systemTicks share of the time in the kernel, sampled likewise
public record Window(
    long operations,
    double perSecond,
    double p50Micros,
    double p99Micros,
    double maxMicros,
    long cpuNanos,
    long slices,
    long userTicks,
    long systemTicks) {
  private static final long UNKNOWN = -1;
  private static final Pattern FIELD = Pattern.compile("\"(\\w+)\":([-0-9.eE+]+)");

  /// The figures of a flat JSON object, by name.
  static Map<String, Double> figures(String line) {
    return FIELD
        .matcher(line)
        .results()
        .collect(Collectors.toMap((MatchResult f) -> f.group(1), f -> Double.valueOf(f.group(2))));
  }

  /// Reads the load generator's line.
  ///
  /// @throws Unavailable if it is not such a line
  static Window parse(String line) {
    Map<String, Double> values = figures(line);
    if (!values.keySet().containsAll(List.of("operations", "cpuNanos"))) {
      throw new Unavailable("the load generator said " + line);
    }
    var figures =
        new Object() {
          double of(String name) {
            return values.getOrDefault(name, 0.0);
          }
        };
    return new Window(
        (long) figures.of("operations"),
        figures.of("perSecond"),
        figures.of("p50Micros"),
        figures.of("p99Micros"),
        figures.of("maxMicros"),
        (long) figures.of("cpuNanos"),
        values.containsKey("slices") ? (long) figures.of("slices") : UNKNOWN,
        (long) figures.of("userTicks"),
        (long) figures.of("systemTicks"));
  }

  /// Microseconds of the server's processor time for each operation.
  public double cpuMicros() {
    return cpuNanos / 1000.0 / operations;
  }

  /// Times that a thread of the server was scheduled, for each operation.
  public double slicesPerOperation() {
    return slices == UNKNOWN ? Double.NaN : (double) slices / operations;
  }
}
