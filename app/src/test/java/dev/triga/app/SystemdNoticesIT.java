package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.triga.driver.OperatingSystem;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/// What a server tells systemd, heard by a Python program in its place: the JDK has no datagrams on
/// Unix-domain sockets.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class SystemdNoticesIT {
  private static final String LISTENER =
      """
      import socket, sys
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.bind(sys.argv[1])
      print('bound', flush=True)
      while True: print(s.recv(4096).decode().replace('\\n', ' '), flush=True)
      """;

  @TempDir private Path folder = Path.of("");

  /// The next notice; what is fed to the watchdog comes between anything.
  private static String next(BufferedReader notices) throws Exception {
    String line;
    do {
      line = String.valueOf(notices.readLine());
    } while (line.equals("WATCHDOG=1"));
    return line;
  }

  @Test
  void systemdHearsHowItStands() throws Exception {
    ForeignProgram.require("python3");
    assumeTrue(OperatingSystem.current().isNative(), "datagrams are sent by the native module");
    Path socket = folder.resolve("notify");
    Process listener =
        new ProcessBuilder(List.of("python3", "-c", LISTENER, socket.toString())).start();
    try (var notices = listener.inputReader(StandardCharsets.UTF_8)) {
      assertThat(notices.readLine()).isEqualTo("bound");
      String environment = "export NOTIFY_SOCKET=" + socket + " WATCHDOG_USEC=200000; ";
      try (var server =
          Launched.script(
                  environment + "exec \"$0\" \"$@\"",
                  "echo",
                  "--bind",
                  "tcp:127.0.0.1:0",
                  "--workers",
                  "1",
                  "--concurrency",
                  "thread")
              .untilReady()) {
        assertThat(notices.readLine()).isEqualTo("READY=1 STATUS=1 workers");
        assertThat(notices.readLine()).isEqualTo("WATCHDOG=1");
        assertThat(notices.readLine()).isEqualTo("WATCHDOG=1");
        server.signal("HUP");
        assertThat(next(notices)).matches("RELOADING=1 MONOTONIC_USEC=[0-9]+");
        assertThat(next(notices)).isEqualTo("READY=1 STATUS=1 workers");
        server.signal("TTIN");
        assertThat(next(notices)).isEqualTo("READY=1 STATUS=2 workers");
        server.signal("USR2");
        server.untilReady();
        assertThat(next(notices)).isEqualTo("READY=1 STATUS=1 workers");
        String heir = next(notices);
        assertThat(heir).matches("MAINPID=[0-9]+");
        long pid = Long.parseLong(heir.substring("MAINPID=".length()));
        assertThat(pid).isNotEqualTo(server.pid());
        Launched.signal("TERM", pid);
        assertThat(next(notices)).isEqualTo("STOPPING=1");
        assertThat(server.end()).isZero();
      }
    } finally {
      listener.destroyForcibly();
    }
  }

  @Test
  void systemdHearsThatItServesAfterAReloadThatFailed() throws Exception {
    ForeignProgram.require("python3");
    assumeTrue(OperatingSystem.current().isNative(), "datagrams are sent by the native module");
    Path socket = folder.resolve("notify");
    var source = new HttpSource(folder).good();
    Process listener =
        new ProcessBuilder(List.of("python3", "-c", LISTENER, socket.toString())).start();
    try (var notices = listener.inputReader(StandardCharsets.UTF_8)) {
      assertThat(notices.readLine()).isEqualTo("bound");
      try (var server =
          Launched.script(
                  "export NOTIFY_SOCKET=" + socket + "; exec \"$0\" \"$@\"",
                  "http",
                  source.toString(),
                  "--bind",
                  "tcp:127.0.0.1:0",
                  "--concurrency",
                  "thread",
                  "--log-file",
                  folder.resolve("log").toString())
              .untilReady()) {
        assertThat(next(notices)).isEqualTo("READY=1 STATUS=1 workers");
        source.bad();
        server.signal("HUP");
        assertThat(next(notices)).startsWith("RELOADING=1 ");
        assertThat(next(notices)).isEqualTo("READY=1 STATUS=1 workers");
        server.signal("TERM");
        assertThat(next(notices)).isEqualTo("STOPPING=1");
        server.endsInOrder();
      }
    } finally {
      listener.destroyForcibly();
    }
  }
}
