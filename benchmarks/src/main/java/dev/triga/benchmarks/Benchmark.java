package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.Unavailable;
import dev.triga.benchmarks.report.Report;

/// One benchmark of the `bench` command.
interface Benchmark {
  /// Its name at the command line.
  String name();

  /// What it measures, in one line.
  String summary();

  /// Measures.
  ///
  /// @throws Unavailable if nothing of it can be measured on this machine
  Report run(Settings settings);
}
