package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/// Whoever works on a handler sees each change served, and each mistake in the log: `--reload`.
@Timeout(value = 90, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class ReloadOnChangeIT {
  private static final String HANDLER =
      """
      import module dev.triga.http;

      public class Hi implements HttpApplication {
        @Override public void routes(Router router) {
          router.get("/", request -> Response.text(%s));
        }
      }
      """;

  @TempDir private Path folder = Path.of("");

  private Path save(String expression) throws IOException {
    return Files.writeString(folder.resolve("Hi.java"), HANDLER.formatted(expression));
  }

  private static String answer(Launched server) {
    try (Socket socket = server.connect()) {
      socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return all.substring(all.indexOf("\r\n\r\n") + 4);
    } catch (IOException e) {
      throw new AssertionError("a reload refuses nobody", e);
    }
  }

  private static String text(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatIsSavedIsServedAndAMistakeIsNot() throws Exception {
    Path log = folder.resolve("log");
    Path file = save("\"one\"");
    try (Launched server =
        Launched.triga(
                "http",
                file.toString(),
                "--reload",
                "--bind",
                "tcp:127.0.0.1:0",
                "--log-file",
                log.toString())
            .untilReady()) {
      assertThat(answer(server)).isEqualTo("one");
      save("\"two\"");
      ReloadsIT.until("the change", () -> answer(server).equals("two"));
      save("three");
      ReloadsIT.until("what the compiler says", () -> text(log).contains("1 error"));
      assertThat(text(log))
          .contains("everything stays as it is")
          .contains("Hi.java:5: error: cannot find symbol")
          .doesNotContain("\\n");
      assertThat(answer(server)).isEqualTo("two");
      save("\"three\"");
      ReloadsIT.until("the correction", () -> answer(server).equals("three"));
      server.signal("TERM");
      server.endsInOrder();
    }
  }
}
