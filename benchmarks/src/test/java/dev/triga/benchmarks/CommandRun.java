package dev.triga.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One run of the command inside this JVM.
///
/// @param exitCode what the process would have ended with
/// @param out what it printed on stdout
/// @param err what it printed on stderr
record CommandRun(int exitCode, String out, String err) {
  static CommandRun of(String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int exitCode =
        Main.run(
            args,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new CommandRun(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /// The lines on stdout that begin with this name and hold at least one figure.
  List<String> rowsOf(String name) {
    return out.lines()
        .filter(line -> line.startsWith(name + " ") && line.matches(".*\\d.*"))
        .filter(line -> !line.contains(" skipped: "))
        .toList();
  }
}
