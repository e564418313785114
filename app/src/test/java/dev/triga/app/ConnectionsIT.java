package dev.triga.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/// What all servers can be told about connections: `--keep-alive`, `--access-log`, `--class-path`.
@Timeout(value = 90, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class ConnectionsIT {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  @TempDir private Path folder = Path.of("");

  private Launched server(String command, String log, String... more) throws Exception {
    var options = new ArrayList<>(List.of(command));
    options.addAll(List.of(more));
    options.addAll(List.of("--access-log", folder.resolve(log).toString()));
    options.addAll(List.of("--class-path", folder.toString()));
    return Launched.triga(options.toArray(String[]::new)).untilReady();
  }

  private String untilLines(String log, int count) throws Exception {
    Path file = folder.resolve(log);
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (Files.readAllLines(file).size() < count && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    return Files.readString(file);
  }

  @Test
  void echoEndsIdleConnectionsAndNotesEach() throws Exception {
    try (Launched echo =
        server("echo", "echo.log", "--bind", "tcp:127.0.0.1:0", "--keep-alive", "0.3")) {
      try (var client = echo.connect();
          var silent = echo.connect()) {
        client.getOutputStream().write("twelve bytes".getBytes(UTF_8));
        client.shutdownOutput();
        assertThat(client.getInputStream().readAllBytes()).hasSize(12);
        assertThatThrownBy(() -> silent.getInputStream().read())
            .isInstanceOf(SocketException.class)
            .hasMessage("Connection reset");
      }
      assertThat(untilLines("echo.log", 2).lines().toList())
          .satisfiesExactly(
              line ->
                  assertThat(line)
                      .matches(
                          "tcp:127.0.0.1:\\d+ \\[[^]]+] "
                              + echo.endpoints().getFirst()
                              + " done 12 12 0\\.\\d{3}"),
              line -> assertThat(line).contains(" timed-out 0 0 0.3", "\"no byte went either way"));

      Files.move(folder.resolve("echo.log"), folder.resolve("echo.log.1"));
      echo.signal("USR1");
      long end = System.nanoTime() + PATIENCE_NANOS;
      while (Files.notExists(folder.resolve("echo.log")) && System.nanoTime() < end) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
      try (var client = echo.connect()) {
        client.shutdownOutput();
        assertThat(client.getInputStream().readAllBytes()).isEmpty();
      }
      echo.signal("TERM");
      echo.endsInOrder();
    }
    assertThat(folder.resolve("echo.log")).content().hasLineCount(1).contains(" done 0 0 ");
  }

  @Test
  void forwardEndsIdleConnectionsOnBothSidesAndNotesEach() throws Exception {
    try (Launched echo = server("echo", "to.log", "--bind", "tcp:127.0.0.1:0", "--workers", "0");
        Launched forward =
            server(
                "forward",
                "from.log",
                "tcp:127.0.0.1:0",
                echo.endpoints().getFirst(),
                "--workers",
                "0",
                "--keep-alive",
                "0.3")) {
      try (var client = forward.connect()) {
        client.getOutputStream().write('x');
        assertThat(client.getInputStream().read()).isEqualTo('x');
        assertThat(untilLines("from.log", 1)).contains(" timed-out 1 1 0.3");
        assertThat(untilLines("to.log", 1)).contains(" lost 1 1 ");
      }
      forward.signal("TERM");
      forward.endsInOrder();
      echo.signal("TERM");
      echo.endsInOrder();
    }
  }
}
