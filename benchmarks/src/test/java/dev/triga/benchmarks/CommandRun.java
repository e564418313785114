package dev.triga.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

  /// A smoke run of a benchmark, which has to succeed.
  static CommandRun quick(String benchmark, String... more) {
    var arguments = new ArrayList<>(List.of(benchmark, "--quick"));
    arguments.addAll(List.of(more));
    CommandRun run = of(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .startsWith("# " + benchmark)
        .contains("command: ./triga bench " + benchmark + " --quick", "versions: JDK", "machine: ")
        .doesNotContain("goals");
    return run;
  }

  /// Each has a row, with figures or with the reason why there are none.
  void assertNamed(String... names) {
    for (String name : names) {
      assertThat(out.lines()).as(name).anyMatch(line -> line.startsWith(name + " "));
    }
  }

  void assertRows(int count, String... names) {
    for (String name : names) {
      assertThat(rowsOf(name)).as(name).hasSize(count);
    }
  }

  /// The lines on stdout that begin with this name and hold at least one figure.
  List<String> rowsOf(String name) {
    return out.lines()
        .filter(line -> line.startsWith(name + " ") && line.matches(".*\\d.*"))
        .filter(line -> !line.contains(" skipped: "))
        .toList();
  }
}
