package dev.triga.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same seed gives the same trace, byte for byte, in JVMs that have little in common.
@TrigaTest
@Timeout(120)
class RunsRepeatInEveryJvmTest {
  private static final List<String> ONE =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "-Dtriga.coroutines=loop");
  private static final List<String> OTHER =
      List.of(
          "-XX:+UseParallelGC",
          "-XX:-TieredCompilation",
          "-Dtriga.debug=true",
          "-Dtriga.coroutines=threads",
          "-Duser.language=tr",
          "-Duser.timezone=Pacific/Auckland",
          "-Dfile.encoding=ISO-8859-1");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 4711})
  void twoJvmsGiveTheSameTrace(long seed) throws Exception {
    var one = begin(seed, "one", ONE);
    var other = begin(seed, "other", OTHER);
    assertThat(one.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(one.exitValue()).isZero();
    assertThat(other.exitValue()).isZero();
    assertThat(Files.readString(folder.resolve("one")))
        .hasSizeGreaterThan(20_000)
        .contains("DATAGRAM", "DATAGRAM lost", "this hears", "0 has the lock");
    assertThat(Files.mismatch(folder.resolve("one"), folder.resolve("other"))).isEqualTo(-1);
  }

  private Process begin(long seed, String name, List<String> options) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(TracedRun.class.getName());
    command.add(Long.toString(seed));
    command.add(folder.resolve(name).toString());
    return new ProcessBuilder(command).inheritIO().start();
  }

  @Test
  void otherSeedsGiveOtherTraces() {
    assertThat(fingerprint(1)).isNotEqualTo(fingerprint(2)).isEqualTo(fingerprint(1));
  }

  private static long fingerprint(long seed) {
    try (var sim = Simulation.withSeed(seed)) {
      Courier.torture(sim, 1, 10, Duration.ofSeconds(30));
      return sim.trace().fingerprint();
    }
  }
}
