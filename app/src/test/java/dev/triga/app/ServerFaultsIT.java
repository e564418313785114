package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/// What an operator, the system or bad luck does to a server with worker processes, under load. One
/// server goes through as much as it can, because each start takes seconds of a processor.
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class ServerFaultsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// JVMs that live for seconds.
  private static final String SHORT =
      "TRIGA_JAVA_OPTS=-XX:TieredStopAtLevel=1; export TRIGA_JAVA_OPTS; ";

  @TempDir private Path folder = Path.of("");

  private static Launched echo(String before, String... more) throws IOException {
    var args = new ArrayList<>(List.of("echo", "--bind", "tcp:127.0.0.1:0"));
    args.addAll(List.of(more));
    return Launched.script(SHORT + before + "exec \"$0\" \"$@\"", args.toArray(String[]::new));
  }

  private static List<ProcessHandle> workers(Launched server) {
    return ProcessHandle.of(server.pid()).stream().flatMap(ProcessHandle::children).toList();
  }

  private static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  /// The processor is left to the server meanwhile.
  private static void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left; (left = end - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(left);
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
      server.signal("WINCH");
      server.signal("TTIN");
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
      var worker = workers(server).getFirst();
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
      assertThat(workers(server)).containsExactly(worker);
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
