package dev.triga.benchmarks.micro;

import dev.triga.benchmarks.harness.PythonScript;
import java.time.Duration;
import java.util.Map;

/// Twisted's `callLater`, in a Python process of its own. JMH has no part in it.
public final class TwistedTimers {
  private static final Duration WAIT_MAX = Duration.ofMinutes(3);

  private TwistedTimers() {}

  /// Measures what the probe's method names, with its `outstanding` timers.
  ///
  /// @throws dev.triga.benchmarks.harness.Unavailable if there is no Python with Twisted
  static Score measure(Probe probe, double seconds) {
    Map<String, Double> figures =
        PythonScript.run(
            "timers_twisted.py",
            WAIT_MAX,
            probe.method(),
            probe.parameters().getOrDefault("outstanding", "0"),
            Double.toString(seconds));
    double operations = figures.getOrDefault("operations", Double.NaN);
    return new Score(figures.getOrDefault("nanos", Double.NaN) / operations, Double.NaN, figures);
  }
}
