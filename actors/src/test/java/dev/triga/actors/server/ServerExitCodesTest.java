package dev.triga.actors.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What a server's process ends with when it does not end because somebody has stopped it. The
/// codes 0, 1, 2 and 130 are tested with the command.
class ServerExitCodesTest {
  private static Process start(String how) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            TroubledServer.class.getName(),
            how)
        .redirectErrorStream(true)
        .start();
  }

  private static String end(Process server, int code) throws Exception {
    String said = new String(server.getInputStream().readAllBytes());
    assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(server.exitValue()).as(said).isEqualTo(code);
    return said;
  }

  @Test
  void itSaysWhoEndedIt() throws Exception {
    // At once, because the one with broken workers takes its time for trying again.
    Process broken = start("broken");
    Process halted = start("3");
    Process haltedInItsOwnWay = start("77");
    Process failed = start("fatal");
    end(halted, 3);
    end(haltedInItsOwnWay, 77);
    assertThat(end(failed, 1))
        .contains("the arbiter failed", "not really")
        .doesNotContain("Exception in thread");
    String said = end(broken, 4);
    assertThat(said.lines().filter(line -> line.contains("no such table"))).hasSizeGreaterThan(1);
    assertThat(said.lines().filter(line -> line.contains("Broken.onStart"))).hasSize(1);
  }
}
