package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// However a process ends, but for KILL: its pid file, its run folder and what it has compiled go
/// with it.
@Timeout(value = 90, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class LeftoversIT {
  /// Gives the launcher and the JVM a folder for everything that they make, and INT its meaning
  /// where the build was started with it ignored, as a shell does with what it runs behind it: no
  /// shell can take that back.
  private static final String IN_FOLDER =
      "export TMPDIR=\"$1\" XDG_RUNTIME_DIR=\"$1\""
          + " TRIGA_JAVA_OPTS=\"$TRIGA_JAVA_OPTS -Djava.io.tmpdir=$1\"; shift;"
          + " exec env --default-signal=INT \"$0\" \"$@\"";

  private static final String HELD_BEFORE_IT_LISTENS =
      """
      import dev.triga.actors.server.ServerProcess;
      import java.nio.file.Path;
      import java.util.concurrent.CountDownLatch;

      void main(String[] args) {
        ServerProcess.of("held")
            .pidFile(Path.of(args[0]))
            .onOperable(operator -> {
              System.out.println("held");
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            })
            .run();
      }
      """;

  private static final String HELD_WHILE_IT_STOPS =
      """
      import dev.triga.actors.Actor;
      import dev.triga.app.Application;
      import dev.triga.app.settings.Settings;
      import dev.triga.http.*;
      import java.util.concurrent.CountDownLatch;

      public class Page implements HttpApplication, Application {
        @Override public void routes(Router router) {}
        @Override public void monitorStopping(Actor monitor, Settings settings) throws Exception {
          System.out.println("held");
          new CountDownLatch(1).await();
        }
      }
      """;

  private static final String HELD_AT_WORK =
      """
      import dev.triga.tasks.Action;
      import java.util.concurrent.CountDownLatch;

      public class Held implements Action<String, String> {
        @Override public String run(String line) {
          boolean isTold = false;
          System.out.println("at work");
          while (true) {
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              if (!isTold) {
                isTold = true;
                System.out.println("held");
              }
            }
          }
        }
      }
      """;

  @TempDir private Path folder = Path.of("");
  @TempDir private Path made = Path.of("");

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Launched triga(Object... arguments) throws IOException {
    return Launched.script(
        IN_FOLDER,
        Stream.concat(Stream.of(made), Stream.of(arguments))
            .map(Object::toString)
            .toArray(String[]::new));
  }

  /// The folder of all runs may stay, and the JVM's own files go with it.
  private List<String> left() throws IOException {
    try (Stream<Path> paths = Files.walk(made)) {
      return paths
          .map(path -> made.relativize(path).toString())
          .filter(path -> !path.isEmpty() && !path.equals("triga"))
          .filter(path -> !path.startsWith("hsperfdata"))
          .toList();
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void aSignalBeforeItListensLeavesNothing(String signal, int exit) throws Exception {
    Path source = file("Held.java", HELD_BEFORE_IT_LISTENS);
    Path pidFile = made.resolve("pid");
    try (Launched held = triga("run", source, pidFile)) {
      assertThat(held.line()).isEqualTo("held");
      assertThat(left()).contains("pid", "triga/" + held.pid() + "/control");
      held.signal(signal);
      assertThat(held.end()).isEqualTo(exit);
      assertThat(left()).isEmpty();
    }
  }

  @Test
  void aSecondInterruptOfAServerLeavesNothing() throws Exception {
    Path source = file("Page.java", HELD_WHILE_IT_STOPS);
    Path pidFile = made.resolve("pid");
    try (Launched server =
        triga("http", source, "--bind", "tcp:127.0.0.1:0", "--pid-file", pidFile).untilReady()) {
      assertThat(left()).contains("pid").anyMatch(path -> path.startsWith("triga-source"));
      server.signal("INT");
      assertThat(server.line()).isEqualTo("held");
      server.signal("INT");
      assertThat(server.end()).isEqualTo(130);
      assertThat(left()).isEmpty();
    }
  }

  @Test
  void aSecondInterruptOfABatchLeavesNothing() throws Exception {
    Path task = file("Held.java", HELD_AT_WORK);
    Path input = file("lines", "one\n");
    try (Launched batch = triga("batch", "--input", input, "--task", task)) {
      assertThat(batch.line()).isEqualTo("at work");
      batch.signal("INT");
      assertThat(batch.line()).isEqualTo("held");
      batch.signal("INT");
      assertThat(batch.end()).isEqualTo(130);
      assertThat(left()).isEmpty();
    }
  }
}
