package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.Unavailable;
import dev.triga.benchmarks.report.Report;
import java.util.List;

/// One benchmark of the `bench` command.
interface Benchmark {
  /// Its name at the command line.
  String name();

  /// What it measures, in one line.
  String summary();

  /// The contestants that can be chosen, in the order of the tables.
  List<String> contestants();

  /// The loads that can be chosen, as `CONNECTIONSxDEPTH`; none where there is nothing to choose.
  default List<String> loads() {
    return List.of();
  }

  /// Measures.
  ///
  /// @throws Unavailable if nothing of it can be measured on this machine
  Report run(Settings settings);
}
