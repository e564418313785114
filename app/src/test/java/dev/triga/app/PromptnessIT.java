package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// How soon a server notices what befalls its workers, and they what befalls it. What it prints
/// stands in `docs/reliability.md`.
@EnabledIfSystemProperty(named = "triga.nightly", matches = "true")
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class PromptnessIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// A worker that is killed after this is replaced at once; earlier ones wait longer each time.
  private static final Duration SETTLED = Duration.ofSeconds(6);

  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final int TIMES = 10;
  private static final int FEW = 3;

  @TempDir private Path folder = Path.of("");

  private static Launched echo(String... more) throws IOException {
    var args = new ArrayList<>(List.of("echo", "--bind", "tcp:127.0.0.1:0"));
    args.addAll(List.of(more));
    return Launched.triga(args.toArray(String[]::new)).untilReady();
  }

  private static double millisUntil(long begin, String what, BooleanSupplier condition) {
    long deadline = begin + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
    return (System.nanoTime() - begin) / 1e6;
  }

  /// Whether it has ended, also when process 1, which inherits it, has not taken note of it yet.
  private static boolean isGone(ProcessHandle process) {
    try {
      String line = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      // The state follows the name, which is in parentheses and may contain any.
      return line.charAt(line.lastIndexOf(')') + 2) == 'Z';
    } catch (IOException e) {
      return !process.isAlive();
    }
  }

  private static void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left; (left = end - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(left);
    }
  }

  private static long deaths(Path log) {
    try {
      return Files.readString(log).lines().filter(line -> line.contains("LOST")).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// Half of them were quicker.
  private static double tell(String what, List<Double> millis) {
    Collections.sort(millis);
    double median = millis.get(millis.size() / 2);
    System.err.printf(
        "%s: median %.0f ms, %.0f-%.0f of %d%n",
        what, median, millis.getFirst(), millis.getLast(), millis.size());
    return median;
  }

  @Test
  void aKilledWorkerIsNoticedAndReplaced() throws Exception {
    Path log = folder.resolve("log");
    var noticed = new ArrayList<Double>();
    var replaced = new ArrayList<Double>();
    try (var server = echo("--workers", "1", "--log-file", log.toString())) {
      for (int i = 0; i < TIMES; i++) {
        pause(SETTLED);
        long before = deaths(log);
        long begin = System.nanoTime();
        server.workers().getFirst().destroyForcibly();
        noticed.add(millisUntil(begin, "a line in the log", () -> deaths(log) > before));
        // There is one worker only: this connection waits for its successor.
        try (Socket socket = server.connect()) {
          socket.setSoTimeout((int) PATIENCE.toMillis());
          socket.getOutputStream().write('x');
          assertThat(socket.getInputStream().read()).isEqualTo('x');
          replaced.add((System.nanoTime() - begin) / 1e6);
        }
      }
      server.signal("TERM");
      server.endsInOrder();
    }
    assertThat(tell("killed, until it is noticed", noticed)).isLessThan(100);
    tell("killed, until a successor has answered", replaced);
  }

  @Test
  void aSuspendedWorkerEndsSoonAfterItsTimeOut() throws Exception {
    var ended = new ArrayList<Double>();
    Path log = folder.resolve("log");
    String timeout = Long.toString(TIMEOUT.toSeconds());
    try (var server = echo("--workers", "1", "--timeout", timeout, "--log-file", log.toString())) {
      for (int i = 0; i < FEW; i++) {
        pause(SETTLED);
        var worker = server.workers().getFirst();
        long begin = System.nanoTime();
        Launched.signal("STOP", worker.pid());
        ended.add(millisUntil(begin, "the end of a silent worker", () -> !worker.isAlive()));
      }
    }
    assertThat(tell("suspended with a time-out of 1 s, until it has ended", ended))
        .isLessThan(TIMEOUT.plusSeconds(1).toMillis());
  }

  @Test
  void workersAreGoneSoonAfterTheirArbiter() throws Exception {
    var gone = new ArrayList<Double>();
    for (int i = 0; i < FEW; i++) {
      try (var server = echo("--workers", "2");
          var _ = LineLoad.on(server, 4, 1)) {
        pause(Duration.ofSeconds(1));
        var left = server.workers();
        long begin = System.nanoTime();
        server.signal("KILL");
        gone.add(
            millisUntil(
                begin, "the end of all", () -> left.stream().allMatch(PromptnessIT::isGone)));
      }
    }
    assertThat(tell("the arbiter is killed under load, until its two workers are gone", gone))
        .isLessThan(1_000);
  }
}
