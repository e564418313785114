package dev.triga.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.reactor.Reactor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What a program pays before its first callback; see `docs/decisions/0099`.
class AReactorStartsLightlyTest {
  /// Runs a reactor, which has to start for it.
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      try (Reactor reactor = Reactor.builder().name("light").open()) {
        reactor.schedule(Duration.ofMillis(1), reactor::stop);
        reactor.run();
      }
      System.out.println("it has run");
    }
  }

  @Test
  void theTablesOfDecimalNumbersAreNotComputed() throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+init=info:stdout",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(said).isZero();
    assertThat(said)
        .contains("it has run")
        .contains("'java/time/Duration'")
        .doesNotContain("'java/math/BigDecimal'");
  }
}
