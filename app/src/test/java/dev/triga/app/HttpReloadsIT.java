package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Workers of `./triga http` that are replaced, and killed, under `wrk`, whose connections are kept
/// for as long as the server likes. What it prints stands in `docs/reliability.md`.
@EnabledIfSystemProperty(named = "triga.nightly", matches = "true")
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class HttpReloadsIT {
  private static final int CONNECTIONS = 32;
  private static final int TIMES = Integer.getInteger("triga.http.reloads", 5);

  /// When `wrk` has worked for so long, it has all its connections.
  private static final Duration LOADED_AFTER = Duration.ofMillis(300);

  private static final Pattern ERRORS =
      Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");

  private static Launched http(String driver) throws Exception {
    return Launched.triga(
            "http",
            "--bind",
            "tcp:127.0.0.1:0",
            "--workers",
            "2",
            "--reactor",
            driver,
            "--log-level",
            "critical")
        .untilReady();
  }

  /// What is done to a server.
  @FunctionalInterface
  private interface Trouble {
    void make() throws Exception;
  }

  /// What `wrk` says after some trouble.
  private static String underLoad(Launched server, Trouble trouble) throws Exception {
    String url = "http://127.0.0.1:" + server.ports().getFirst() + "/plaintext";
    // It is ended when the trouble is over, and tells then what it has seen.
    Process wrk =
        new ProcessBuilder("wrk", "-t1", "-c" + CONNECTIONS, "-d600s", url)
            .redirectErrorStream(true)
            .start();
    try {
      var said =
          CompletableFuture.supplyAsync(() -> {
            try {
              return new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (java.io.IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
      ReloadsIT.until(
          "load",
          () -> wrk.info().totalCpuDuration().orElse(Duration.ZERO).compareTo(LOADED_AFTER) > 0);
      trouble.make();
      Launched.signal("INT", wrk.pid());
      return said.get(30, TimeUnit.SECONDS);
    } finally {
      wrk.destroyForcibly();
    }
  }

  private static void end(Launched server) throws Exception {
    server.signal("TERM");
    server.endsInOrder();
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "io_uring"})
  void noReloadCostsARequest(String driver) throws Exception {
    ForeignProgram.require("wrk");
    try (var server = http(driver)) {
      String said =
          underLoad(
              server,
              () -> {
                for (int i = 0; i < TIMES; i++) {
                  ReloadsIT.reload(server, 2);
                }
              });
      System.err.printf("%d reloads on %s under wrk: %s%n", TIMES, driver, said);
      assertThat(said)
          .containsPattern("\\d{3,} requests in")
          .doesNotContain("Socket errors", "Non-2xx");
      end(server);
    }
  }

  /// No more than one request of each connection that the victim had; nobody is refused.
  @ParameterizedTest
  @ValueSource(strings = {"epoll", "io_uring"})
  void aKillCostsWhatWasInTheVictimsHands(String driver) throws Exception {
    ForeignProgram.require("wrk");
    try (var server = http(driver)) {
      String said =
          underLoad(
              server,
              () -> {
                var before = server.workerPids();
                long victim = before.iterator().next();
                Launched.signal("KILL", victim);
                ReloadsIT.until(
                    "another worker",
                    () -> {
                      var now = server.workerPids();
                      return now.size() == 2 && !now.contains(victim);
                    });
              });
      System.err.printf("a kill on %s under wrk: %s%n", driver, said);
      var errors = ERRORS.matcher(said);
      assertThat(errors.find()).as(said).isTrue();
      assertThat(errors.group(1)).as("refused").isEqualTo("0");
      assertThat(Integer.parseInt(errors.group(2)) + Integer.parseInt(errors.group(3)))
          .isLessThanOrEqualTo(CONNECTIONS);
      assertThat(errors.group(4)).as("timed out").isEqualTo("0");
      assertThat(said).doesNotContain("Non-2xx");
      end(server);
    }
  }
}
