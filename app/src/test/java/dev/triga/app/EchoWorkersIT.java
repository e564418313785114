package dev.triga.app;

import static dev.triga.app.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/// `./triga echo` with worker processes, as an operator has to do with it. One server serves many
/// checks, because each process takes a third of a second to start.
@Timeout(value = 90, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class EchoWorkersIT {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @TempDir private Path folder = Path.of("");

  private Launched echo(String... more) throws IOException {
    var args = new java.util.ArrayList<>(List.of("echo", "--bind", "tcp:127.0.0.1:0"));
    args.addAll(List.of(more));
    return Launched.triga(args.toArray(String[]::new)).untilReady();
  }

  private static void awaitWorkers(Launched server, int count) {
    await(count + " workers", () -> server.workerPids().size() == count);
  }

  private static void awaitOthers(Launched server, Set<Long> before) {
    await(
        "other workers",
        () -> {
          var now = server.workerPids();
          return now.size() == before.size() && now.stream().noneMatch(before::contains);
        });
  }

  /// One line there and back on a connection of its own.
  private static boolean isServed(Launched server) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.ports().getFirst())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      byte[] line = "a line\n".getBytes(StandardCharsets.US_ASCII);
      socket.getOutputStream().write(line);
      return java.util.Arrays.equals(socket.getInputStream().readNBytes(line.length), line);
    } catch (IOException e) {
      return false;
    }
  }

  /// A client that goes on and counts what fails.
  private static final class Client implements AutoCloseable {
    final AtomicInteger failures = new AtomicInteger();
    final AtomicInteger lines = new AtomicInteger();
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final Thread thread;

    Client(Launched server) {
      thread =
          Thread.ofVirtual()
              .start(() -> {
                while (!isOver.get()) {
                  (isServed(server) ? lines : failures).incrementAndGet();
                }
              });
    }

    @Override
    public void close() {
      isOver.set(true);
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void signalsReplaceAddAndRetireWorkersWithoutLosingARequest() throws Exception {
    Path pidFile = folder.resolve("echo.pid");
    try (var server = echo("--workers", "2", "--pid-file", pidFile.toString())) {
      assertThat(pidFile).hasContent(server.pid() + "\n");
      awaitWorkers(server, 2);
      try (var client = new Client(server)) {
        var first = server.workerPids();
        server.signal("HUP");
        awaitOthers(server, first);
        server.signal("TTIN");
        awaitWorkers(server, 3);
        server.signal("TTOU");
        awaitWorkers(server, 2);
        client.close();
        assertThat(client.lines).hasPositiveValue();
        assertThat(client.failures).hasValue(0);
      }
      server.signal("WINCH");
      awaitWorkers(server, 0);
      server.signal("TTIN");
      awaitWorkers(server, 2);
      assertThat(isServed(server)).isTrue();
      server.signal("TERM");
      server.endsInOrder();
      assertThat(pidFile).doesNotExist();
    }
  }

  @Test
  void aKilledWorkerIsReplacedAndACtrlCReachesOnlyTheArbitersDecision() throws Exception {
    try (var server = echo("--workers", "2", "--log-file", folder.resolve("log").toString())) {
      awaitWorkers(server, 2);
      var before = server.workerPids();
      for (long worker : before) {
        for (String ignored : List.of("INT", "HUP", "USR1", "USR2", "TTIN", "TTOU", "WINCH")) {
          Launched.signal(ignored, worker);
        }
      }
      assertThat(isServed(server)).isTrue();
      assertThat(server.workerPids()).isEqualTo(before);
      long victim = server.workerPids().iterator().next();
      ProcessHandle.of(victim).orElseThrow().destroyForcibly();
      await(
          "a replacement",
          () -> !server.workerPids().contains(victim) && server.workerPids().size() == 2);
      assertThat(isServed(server)).isTrue();
      assertThat(Files.readString(folder.resolve("log"))).contains("LOST, exit code 137");
      server.signal("INT");
      server.endsInOrder();
    }
  }

  @Test
  void workersEndWithinASecondWhenTheArbiterIsKilled() throws Exception {
    try (var server = echo("--workers", "2")) {
      awaitWorkers(server, 2);
      var left = server.workers();
      server.signal("KILL");
      await("the end of all workers", () -> left.stream().noneMatch(ProcessHandle::isAlive));
    }
  }

  @Test
  void whoIsToldOfThePortMayStopItThoughNoWorkerIsThereYet() throws Exception {
    try (var server = Launched.triga("echo", "--bind", "tcp:127.0.0.1:0", "--workers", "1")) {
      assertThat(server.line()).startsWith("listening on ");
      // TERM, without a process that would have to start first.
      assertThat(ProcessHandle.of(server.pid()).orElseThrow().destroy()).isTrue();
      server.endsInOrder();
    }
  }

  @Test
  void aPidFileOfOneThatRunsIsRefusedAndThatOfADeadOneIsNot() throws Exception {
    Path pidFile = Files.writeString(folder.resolve("echo.pid"), "1\n");
    String[] args = {"--workers", "1", "--concurrency", "thread", "--pid-file", pidFile.toString()};
    try (var server = echo(args)) {
      assertThat(isServed(server)).isTrue();
      try (var other =
          Launched.triga("echo", "--bind", "tcp:127.0.0.1:0", "--pid-file", pidFile.toString())) {
        assertThat(other.end()).isEqualTo(1);
        assertThat(other.standardError())
            .contains("belongs to process " + server.pid())
            .hasLineCount(1);
      }
      server.signal("TERM");
      server.endsInOrder();
    }
  }
}
