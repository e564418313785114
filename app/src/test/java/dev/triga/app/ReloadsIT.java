package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Workers that are replaced again and again under load, by an operator and by force. What it
/// prints stands in `docs/reliability.md`.
@EnabledIfSystemProperty(named = "triga.nightly", matches = "true")
@Timeout(value = 90, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class ReloadsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int RELOADS = Integer.getInteger("triga.reloads", 100);
  private static final int SOAK_KILLS = Integer.getInteger("triga.soak.kills", 1_000);
  private static final int SOAK_RELOADS = Integer.getInteger("triga.soak.reloads", 200);
  private static final int WORKERS = 2;

  /// Five of them are killed before each reload.
  private static final int SOAK_WORKERS = 6;

  /// A worker that is killed after this is replaced at once; earlier ones wait longer each time.
  private static final Duration SETTLED = Duration.ofSeconds(6);

  /// What the servers say of what happens to them, for whoever has to find out why a test failed.
  private static final Path LOG = Path.of("target", "reloads.log");

  private static Launched echo(String driver, int workers) throws Exception {
    return Launched.triga(
            "echo",
            "--bind",
            "tcp:127.0.0.1:0",
            "--workers",
            Integer.toString(workers),
            "--reactor",
            driver,
            "--log-level",
            "info",
            "--log-file",
            LOG.toAbsolutePath().toString())
        .untilReady();
  }

  /// The oldest worker, if it has lived long enough.
  private static Optional<ProcessHandle> settled(Launched server) {
    return server.workers().stream()
        .min(Comparator.comparing(ReloadsIT::start))
        .filter(each -> start(each).plus(SETTLED).isBefore(Instant.now()));
  }

  private static Instant start(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.MAX.minus(SETTLED));
  }

  static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime())
          .as("%s; the server's log is %s", what, LOG.toAbsolutePath())
          .isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  /// Has all workers replaced.
  ///
  /// @param workers how many there are to be; one of them may be missing at the moment
  static void reload(Launched server, int workers) throws Exception {
    var before = server.workerPids();
    server.signal("HUP");
    until(
        "other workers",
        () -> {
          var now = server.workerPids();
          return now.size() == workers && now.stream().noneMatch(before::contains);
        });
  }

  /// Kills the worker that has lived longest, once it has settled, and waits until the arbiter has
  /// taken note.
  private static void kill(Launched server) {
    until("a worker that is settled", () -> settled(server).isPresent());
    var victim = settled(server).orElseThrow();
    victim.destroyForcibly();
    until("the end of worker " + victim.pid(), () -> !victim.isAlive());
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "io_uring"})
  void noReloadCostsARequest(String driver) throws Exception {
    try (var server = echo(driver, WORKERS);
        var single = LineLoad.on(server, 1, 1);
        var keptAlive = LineLoad.on(server, 1, 50)) {
      for (int i = 0; i < RELOADS; i++) {
        reload(server, WORKERS);
      }
      single.close();
      keptAlive.close();
      tell(driver, RELOADS, single, keptAlive);
      assertThat(single.failures()).isEmpty();
      assertThat(keptAlive.failures()).isEmpty();
      server.signal("TERM");
      server.endsInOrder();
    }
  }

  /// Without handing over a port, what waits for a worker when it closes is reset: few enough.
  @Test
  void reloadsOnThePortableDriverCostAHandful() throws Exception {
    try (var server = echo("nio", WORKERS);
        var single = LineLoad.on(server, 1, 1);
        var keptAlive = LineLoad.on(server, 1, 50)) {
      for (int i = 0; i < RELOADS; i++) {
        reload(server, WORKERS);
      }
      single.close();
      keptAlive.close();
      tell("nio", RELOADS, single, keptAlive);
      long failed = failed(single) + failed(keptAlive);
      assertThat(failed).isLessThan((single.answered() + keptAlive.answered()) / 1_000);
      server.signal("TERM");
      server.endsInOrder();
    }
  }

  /// Killing costs the lines that the victim has in hand, and no other: as many as there are
  /// clients at most.
  @Test
  void aThousandKillsCostWhatWasInTheVictimsHands() throws Exception {
    int clients = 2;
    try (var server = echo("epoll", SOAK_WORKERS);
        var load = LineLoad.on(server, clients, 1)) {
      int kills = 0;
      int reloads = 0;
      while (kills < SOAK_KILLS || reloads < SOAK_RELOADS) {
        if (kills < SOAK_KILLS) {
          kill(server);
          kills++;
        }
        if (reloads < SOAK_RELOADS && kills >= (long) SOAK_KILLS * (reloads + 1) / SOAK_RELOADS) {
          reload(server, SOAK_WORKERS);
          reloads++;
        }
      }
      long before = load.answered();
      until("lines that come back", () -> load.answered() > before + 1_000);
      load.close();
      System.err.printf(
          "soak: %d kills, %d reloads: %d lines answered, failed: %s%n",
          kills, reloads, load.answered(), load.failures());
      assertThat(load.failures()).doesNotContainKey("refused");
      assertThat(failed(load)).isLessThanOrEqualTo((long) clients * SOAK_KILLS);
      server.signal("TERM");
      server.endsInOrder();
    }
  }

  private static long failed(LineLoad load) {
    return load.failures().values().stream().mapToLong(Integer::longValue).sum();
  }

  private static void tell(String driver, int reloads, LineLoad single, LineLoad keptAlive) {
    System.err.printf(
        "%d reloads on %s: %d connections of one line, failed: %s; %d lines on kept connections,"
            + " failed: %s%n",
        reloads,
        driver,
        single.answered(),
        single.failures(),
        keptAlive.answered(),
        keptAlive.failures());
  }
}
