package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.actors.server.ArbiterClient;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/// What an operator, the system or bad luck does to a server with worker processes, under load. One
/// server goes through as much as it can, because each start takes seconds of a processor.
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class ServerFaultsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// Contract: less than a second. The rest is for a machine that does other things meanwhile.
  private static final Duration ORPHANS_MAX = Duration.ofSeconds(3);

  /// JVMs that live for seconds.
  private static final String SHORT =
      "TRIGA_JAVA_OPTS=-XX:TieredStopAtLevel=1; export TRIGA_JAVA_OPTS; ";

  @TempDir private Path folder = Path.of("");

  private static Launched echo(String before, String... more) throws IOException {
    var args = new ArrayList<>(List.of("echo", "--bind", "tcp:127.0.0.1:0"));
    args.addAll(List.of(more));
    return Launched.script(SHORT + before + "exec \"$0\" \"$@\"", args.toArray(String[]::new));
  }

  private static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  private static void untilReplaced(Launched server, Set<Long> before) {
    until(
        "other workers",
        () -> {
          var now = server.workerPids();
          return now.size() == before.size() && now.stream().noneMatch(before::contains);
        });
  }

  @Test
  void nothingIsLostWhateverBefallsTheArbiter() throws Exception {
    // A process group of its own, as a shell gives it, and a log on a disk that is full.
    try (var server =
        echo(
                "exec setsid \"$0\" \"$@\"; ",
                "--workers",
                "2",
                "--timeout",
                "2",
                "--log-level",
                "info",
                "--log-file",
                "/dev/full")
            .untilReady()) {
      var first = server.workerPids();
      try (var single = LineLoad.on(server, 1, 1);
          var keptAlive = LineLoad.on(server, 1, 50)) {
        // A signal to everybody is for the arbiter to decide upon.
        server.signalGroup("HUP");
        untilReplaced(server, first);
        var second = server.workerPids();
        server.signal("STOP");
        long answered = single.answered();
        pause(Duration.ofMillis(2_500)); // Longer than a worker may be silent.
        assertThat(single.answered()).isGreaterThan(answered);
        server.signal("CONT");
        pause(Duration.ofMillis(300));
        assertThat(server.workerPids()).isEqualTo(second);
        single.close();
        keptAlive.close();
        assertThat(single.failures()).isEmpty();
        assertThat(keptAlive.failures()).isEmpty();
      }
      try (var _ = LineLoad.on(server, 4, 1)) {
        var left = server.workers();
        long begin = System.nanoTime();
        server.signal("KILL");
        until("the end of all workers", () -> left.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(ORPHANS_MAX);
      }
      assertThat(server.standardError())
          .containsOnlyOnce("cannot write to log file /dev/full")
          .contains("the workers are replaced");
    }
  }

  /// The processor is left to the server meanwhile.
  private static void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left; (left = end - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(left);
    }
  }

  /// What becomes of a connection after a signal; null if it is neither answered nor closed.
  private static @Nullable Boolean isAnsweredAfter(Launched server, String signal) {
    try {
      server.signal(signal);
      try (var socket = server.connect()) {
        return isAnswered(socket);
      }
    } catch (SocketTimeoutException e) {
      return null;
    } catch (InterruptedException | IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void signalsInAnyOrderLeaveAServerThatServes() throws Exception {
    var random = new Random(20261121);
    var signals = List.of("HUP", "TTIN", "TTOU", "WINCH", "USR1");
    try (var server = echo("", "--workers", "1", "--concurrency", "thread").untilReady()) {
      for (int i = 0; i < 40; i++) {
        server.signal(signals.get(random.nextInt(signals.size())));
      }
      // Signals that are pending at the same time come in an order of the system's choice: only a
      // connection that waits shows that WINCH came last.
      until("nobody after WINCH", () -> isAnsweredAfter(server, "WINCH") == null);
      until("a worker after TTIN", () -> Boolean.TRUE.equals(isAnsweredAfter(server, "TTIN")));
      try (var load = LineLoad.on(server, 2, 10)) {
        until("lines that come back", () -> load.answered() > 100);
        load.close();
        assertThat(load.failures()).isEmpty();
      }
      server.signal("TERM");
      server.endsInOrder();
    }
  }

  @Test
  void aWorkerWithoutDescriptorsKeepsWhatItHasAndRecovers() throws Exception {
    try (var server = echo("ulimit -n 100; ", "--workers", "1").untilReady()) {
      var worker = server.workers().getFirst();
      var served = new ArrayList<Socket>();
      boolean isFull = false;
      while (!isFull) {
        var socket = server.connect();
        isFull = !isAnswered(socket);
        served.add(socket);
        assertThat(served).hasSizeLessThan(150);
      }
      served.removeLast().close();
      for (Socket each : served) {
        assertThat(isAnswered(each)).isTrue();
      }
      for (Socket each : served) {
        each.close();
      }
      until(
          "a connection that is served again",
          () -> {
            try (var socket = server.connect()) {
              return isAnswered(socket);
            } catch (IOException e) {
              return false;
            }
          });
      assertThat(server.workers()).containsExactly(worker);
      // It stops in order when its workers do; the second interrupt does not wait for them.
      Launched.signal("STOP", worker.pid());
      until(
          "the end",
          () -> {
            interrupt(server);
            pause(Duration.ofMillis(100)); // Two that come at once are one.
            return !server.isAlive();
          });
      worker.destroyForcibly();
      assertThat(server.end()).isEqualTo(130);
    }
  }

  /// While it can neither start a worker nor let an operator in, it goes on watching and answers
  /// who is in; when it can again, nothing that was asked of it has been lost.
  @Test
  void anArbiterWithoutDescriptorsGoesOnAndRecovers() throws Exception {
    ForeignProgram.require("prlimit");
    Path log = folder.resolve("log");
    try (var server = echo("", "--workers", "1", "--log-file", log.toString()).untilReady();
        var operator = ArbiterClient.of(server.pid());
        var other = ArbiterClient.of(server.pid())) {
      assertThat(operator.ask("info")).isNotNull();
      var before = server.workerPids();
      limitDescriptors(server, 8);
      server.workers().getFirst().destroyForcibly();
      until("a start that fails", () -> logs(log, "its process could not be started: "));
      assertThat(Files.readString(log)).contains("raise the limit on open files (ulimit -n)");
      var scaled = CompletableFuture.supplyAsync(() -> operator.ask("scale", "echo", "2"));
      assertThat(String.valueOf(other.ask("info"))).contains("boot-failed");
      try (var waiting = server.connect()) {
        waiting.getOutputStream().write('x');
        limitDescriptors(server, 1_000);
        waiting.setSoTimeout((int) PATIENCE.toMillis());
        assertThat(waiting.getInputStream().read()).isEqualTo('x');
      }
      assertThat(scaled.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).hasToString("2");
      assertThat(server.workerPids()).hasSize(2).doesNotContainAnyElementsOf(before);
      server.signal("TERM");
      server.endsInOrder();
    }
  }

  private static boolean logs(Path log, String text) {
    try {
      return Files.readString(log).contains(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// What it may open from now on; what is open stays open.
  private static void limitDescriptors(Launched server, int limit) throws Exception {
    var command =
        List.of("prlimit", "--pid", Long.toString(server.pid()), "--nofile=" + limit + ":");
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  private static void interrupt(Launched server) {
    try {
      new ProcessBuilder("kill", "-INT", Long.toString(server.pid())).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isAnswered(Socket socket) throws IOException {
    socket.setSoTimeout(5_000);
    try {
      socket.getOutputStream().write('x');
      return socket.getInputStream().read() == 'x';
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aPidFileOnAFullDiskIsRefusedAndLeavesNothing() throws Exception {
    Path file = folder.resolve("echo.pid");
    try (var server = echo("ulimit -f 0; ", "--workers", "1", "--pid-file", file.toString())) {
      assertThat(server.end()).isEqualTo(1);
      assertThat(server.standardError()).contains("cannot write pid file").hasLineCount(1);
      assertThat(file).doesNotExist();
    }
  }
}
