package dev.triga.benchmarks;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.triga.benchmarks.harness.NativePrograms;
import dev.triga.benchmarks.harness.Unavailable;

/// The C programs for a test that wants them: it is skipped without a compiler, or fails if
/// `interop.required` is set.
final class CompiledPrograms {
  private CompiledPrograms() {}

  static NativePrograms orSkip() {
    NativePrograms programs = NativePrograms.compile();
    try {
      programs.loadGenerator();
      return programs;
    } catch (Unavailable e) {
      programs.close();
      if (Boolean.getBoolean("interop.required")) {
        throw e;
      }
      return abort(e.getMessage());
    }
  }
}
