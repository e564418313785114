package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.Effort;
import dev.triga.benchmarks.report.Report.Format;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;

/// What the command line asks for.
///
/// @param quick a smoke run: everything is exercised, the figures mean nothing
/// @param format how the report is printed
/// @param only the contestants to run; empty is all
/// @param loads the load shapes to run, for example `64x1`; empty is all
/// @param command the command line as it was typed
/// @param err where progress is told; stdout belongs to the report
record Settings(
    boolean quick,
    Format format,
    Set<String> only,
    List<String> loads,
    String command,
    PrintStream err) {

  Effort effort() {
    return quick ? Effort.QUICK : Effort.FULL;
  }

  /// Whether this contestant is wanted.
  boolean wants(String contestant) {
    return only.isEmpty() || only.contains(contestant);
  }

  /// Whether this load shape is wanted.
  boolean wantsLoad(String load) {
    return loads.isEmpty() || loads.contains(load);
  }

  /// Tells whoever waits what happens.
  void progress(String line) {
    err.println("bench: " + line);
  }
}
