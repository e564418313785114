package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `triga forward`, as a program between a client and a server.
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class ForwardIT {
  @TempDir private Path folder = Path.of("");

  @Test
  void bytesGoThereAndBackUntilBothSidesHaveEnded() throws Exception {
    String path = "unix:" + folder.resolve("echo.sock");
    Path pidFile = folder.resolve("forward.pid");
    byte[] data = new byte[1 << 20];
    new Random(1).nextBytes(data);
    try (Launched echo = Launched.triga("echo", "--bind", path).untilReady();
        Launched forward =
            Launched.triga(
                    "forward",
                    "tcp:127.0.0.1:0",
                    path,
                    "--workers",
                    "2",
                    "--pid-file",
                    pidFile.toString())
                .untilReady()) {
      assertThat(pidFile).hasContent(forward.pid() + "\n");
      assertThat(ProcessHandle.of(forward.pid()).orElseThrow().children()).hasSize(2);
      try (var client = forward.connect()) {
        Thread writer =
            Thread.startVirtualThread(() -> {
              try {
                client.getOutputStream().write(data);
                client.shutdownOutput();
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
        assertThat(client.getInputStream().readAllBytes()).isEqualTo(data);
        writer.join();
      }
      forward.signal("TERM");
      forward.endsInOrder();
      echo.signal("TERM");
      echo.endsInOrder();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tcp:127.0.0.1:0, udp:127.0.0.1:1, TO",
    "nonsense, tcp:127.0.0.1:1, FROM",
    "tcp:127.0.0.1:0, tcp:x:99999, TO",
    "udp:127.0.0.1:0, tcp:127.0.0.1:1, FROM",
    "tcp:127.0.0.1:0, tcp:127.0.0.1:0, names no port",
    "tls:127.0.0.1:0, tcp:127.0.0.1:1, --cert",
  })
  void aPlaceThatIsNoneIsNamed(String from, String to, String named) {
    var out = new StringWriter();
    var err = new StringWriter();
    String[] args = {"forward", from, to};
    assertThat(Main.run(args, new PrintWriter(out, true), new PrintWriter(err, true))).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).hasLineCount(1).contains(named);
  }

  @Test
  void withoutAPlaceTheUsageIsShown() {
    var out = new StringWriter();
    var err = new StringWriter();
    String[] args = {"forward", "tcp:127.0.0.1:0"};
    assertThat(Main.run(args, new PrintWriter(out, true), new PrintWriter(err, true))).isEqualTo(2);
    assertThat(err.toString()).contains("Usage:").contains("TO");
  }
}
