package dev.triga.app;

import static dev.triga.app.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Signals to a server that stops and still has something to finish.
@Timeout(value = 90, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class StoppingIT {
  /// Halts when there is a file `halt`, and answers nobody.
  private static final String PAGE =
      """
      import dev.triga.actors.Actor;
      import dev.triga.app.Application;
      import dev.triga.app.settings.Settings;
      import dev.triga.async.*;
      import dev.triga.http.*;
      import dev.triga.reactor.Halt;
      import java.nio.file.*;
      import java.time.Duration;

      public class Page implements HttpApplication, Application {
        static final Path FOLDER = Path.of("%s");
        @Override public void routes(Router router) {
          router.get("/", request -> {
            made("asked");
            return Response.later(new Deferred<>());
          });
        }
        @Override public void monitorReady(Actor arbiter, Settings settings) {
          while (!Files.exists(FOLDER.resolve("halt"))) {
            Await.await(arbiter.reactor().deferLater(Duration.ofMillis(20)));
          }
          throw new Halt("enough", 5);
        }
        @Override public void monitorStopping(Actor monitor, Settings settings) {
          made("stopping");
        }
        static void made(String name) {
          try {
            Files.createFile(FOLDER.resolve(name));
          } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        }
      }
      """;

  @TempDir private Path folder = Path.of("");

  private void awaitFile(String name) {
    await("file " + name, () -> Files.exists(folder.resolve(name)));
  }

  private void awaitLine(String text) {
    await(
        text,
        () -> {
          try {
            return Files.readString(folder.resolve("log")).contains(text);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  @ParameterizedTest
  @CsvSource({"nio, TERM, 0", "nio, halt, 5"})
  void signalsAreIgnoredAndEachSaysSo(String driver, String reason, int exit) throws Exception {
    Path source = Files.writeString(folder.resolve("Page.java"), PAGE.formatted(folder));
    try (var server =
            Launched.triga(
                    "http",
                    source.toString(),
                    "--bind",
                    "tcp:127.0.0.1:0",
                    "--reactor",
                    driver,
                    "--log-level",
                    "info",
                    "--log-file",
                    folder.resolve("log").toString())
                .untilReady();
        var client = server.connect()) {
      client
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      awaitFile("asked");
      if (reason.equals("halt")) {
        Files.createFile(folder.resolve("halt"));
      } else {
        server.signal(reason);
      }
      awaitFile("stopping");
      for (String signal : List.of("TTIN", "TTOU", "WINCH", "HUP")) {
        server.signal(signal);
        awaitLine(signal + ": nothing is changed: this process stops");
      }
      server.signal("USR2");
      awaitLine("USR2: no successor is started: this process stops");
      client.close();
      assertThat(server.end()).isEqualTo(exit);
    }
  }
}
