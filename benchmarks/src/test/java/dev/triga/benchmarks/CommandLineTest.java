package dev.triga.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
  private static final String[] NAMES = {
    "echo", "alloc", "connect", "bulk", "idle", "timers", "execute", "deferred"
  };

  @Test
  void withoutANameTheBenchmarksAreListed() {
    CommandRun run = CommandRun.of();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains(NAMES);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void helpTellsTheOptionsAndTheBenchmarks() {
    CommandRun run = CommandRun.of("echo", "--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("--quick", "--json", "--markdown").contains(NAMES);
  }

  @Test
  void anUnknownBenchmarkIsAnsweredWithTheList() {
    CommandRun run = CommandRun.of("ecko");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("ecko").contains(NAMES);
  }

  @ParameterizedTest
  @CsvSource({
    "echo --quik, --quik",
    "echo alloc, alloc",
    "--json, Which benchmark",
    "echo --only, --only",
    "echo --load, --load",
    "echo --only c-epol, c-epol",
    "echo --load 64, 64"
  })
  void aWrongCommandLineIsAUsageError(String line, String named) {
    CommandRun run = CommandRun.of(line.split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(named);
  }
}
