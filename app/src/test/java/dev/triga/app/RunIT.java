package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `./triga run`: programs of one file.
@Timeout(value = 90, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class RunIT {
  /// A process actor whose behaviour and messages are of the file's own classes.
  private static final String GREETER =
      """
      import module dev.triga.actors;
      import static dev.triga.async.Await.await;

      record Greeting(String text, long pid) {}

      static final Command<String, Greeting> GREET = Command.of("greet", String.class, Greeting.class);

      void main(String[] args) {
        int code = Arbiter.run(args, arbiter -> {
          var greeter = await(arbiter.spawn(ActorSpec.process("greeter").on(GREET,
              (actor, name) -> new Greeting("Hello " + name, ProcessHandle.current().pid()))));
          Greeting answer = await(greeter.ask(GREET, args[0]));
          IO.println(answer.text() + (answer.pid() == ProcessHandle.current().pid() ? " here" : " there"));
          throw new Halt("enough", 7);
        });
        System.exit(code);
      }
      """;

  /// Two applications in one arbiter, with callbacks and a setting of one's own.
  private static final String ROOMS =
      """
      import module java.base;
      import module dev.triga.app;
      import dev.triga.app.settings.*;

      public class Rooms implements ServerApplication {
        static final Setting<Integer> ROOMS = Setting.number("rooms", 1, 100, 10, "How many.");

        @Override public List<Setting<?>> settings() { return List.of(ROOMS); }

        @Override public ProtocolFactory<?> protocols(Actor worker, Settings settings) {
          String line = "rooms " + settings.get(ROOMS) + "\\n";
          return transport -> {
            transport.write(ByteBuffer.wrap(line.getBytes()));
            transport.close();
            return new Protocol() {};
          };
        }

        @Override public void monitorStart(Actor monitor, Settings settings) { say("monitor start"); }
        @Override public void monitorReady(Actor arbiter, Settings settings) { say("all ready"); }
        @Override public void monitorStopping(Actor monitor, Settings settings) { say("monitor stop"); }
        @Override public void workerStart(Actor worker, Settings settings) { say("worker start"); }
        @Override public void workerReady(Actor worker, Settings settings) { say("worker ready"); }
        @Override public void workerStopping(Actor worker, Settings settings) { say("worker stop"); }

        @Override public ActorSpec workerSpec(Actor monitor, Settings settings, ActorSpec worker) {
          say("spec of " + worker.name());
          return worker;
        }

        @Override public ConnectionWatcher watcher(Actor worker, Settings settings) {
          return new ConnectionWatcher() {
            @Override public void made(Transport transport) { say("made"); }
            @Override public void lost(Transport transport, CloseReason reason) {
              say("lost " + reason.kind());
            }
          };
        }

        static void say(String what) { System.err.println(what); }

        static void main(String[] args) {
          System.exit(ApplicationServer.of(Rooms.class).with("echo", EchoApplication.class).run(args));
        }
      }
      """;

  /// Says whose process answers.
  private static final String WHOSE =
      """
      import module java.base;
      import module dev.triga.app;

      public static final class Whose extends WebApplication {
        @Override
        public void routes(Router router) {
          router.get("/", request -> {
            try {
              var myself = Path.of("/proc/self");
              return Response.text(Files.getOwner(myself) + " " + Files.getAttribute(myself, "unix:gid"));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
        }
      }

      void main(String[] args) {
        System.exit(ApplicationServer.of(Whose.class).run(args));
      }
      """;

  @TempDir private Path folder = Path.of("");

  private String file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void aProgramOfOneFileHasProcessActorsAndItsArguments() throws Exception {
    try (Launched run = Launched.triga("run", file("Greet.java", GREETER), "World", "--bind")) {
      assertThat(run.line()).isEqualTo("Hello World there");
      assertThat(run.end()).isEqualTo(7);
    }
  }

  @Test
  void anArbiterServesSeveralApplications() throws Exception {
    try (Launched run =
        Launched.triga(
                "run",
                file("Rooms.java", ROOMS),
                "--bind",
                "tcp:127.0.0.1:0",
                "--workers",
                "0",
                "--rooms",
                "20",
                "--echo-bind",
                "tcp:127.0.0.1:0",
                "--echo-workers",
                "0")
            .untilReady()) {
      assertThat(run.ports()).hasSize(2);
      try (var rooms = run.connect();
          var echo = new Socket(InetAddress.getLoopbackAddress(), run.ports().getLast())) {
        assertThat(new String(rooms.getInputStream().readAllBytes())).isEqualTo("rooms 20\n");
        echo.getOutputStream().write('x');
        assertThat(echo.getInputStream().read()).isEqualTo('x');
      }
      run.signal("TERM");
      assertThat(run.end()).isZero();
      assertThat(run.standardError().lines().toList())
          .containsExactlyInAnyOrder(
              "monitor start",
              "spec of rooms.1",
              "worker start",
              "worker ready",
              "all ready",
              "made",
              "lost DONE",
              "monitor stop",
              "worker stop")
          .containsSubsequence("monitor start", "spec of rooms.1", "worker start", "worker ready")
          .containsSubsequence("worker ready", "made", "lost DONE")
          .containsSubsequence("worker ready", "all ready", "monitor stop", "worker stop");
    }
  }

  /// Its classes, which root has compiled, and its access log are that user's. A number needs no
  /// entry in the list of users.
  @ParameterizedTest
  @CsvSource({"nobody, nobody 65534", "1000650000, 1000650000 1000650000"})
  void aProgramServesAsTheUserThatIsNamed(String user, String whose) throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root may become others");
    Path logs = folder.resolve("logs");
    Files.createDirectory(logs);
    for (Path path : List.of(folder, logs)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    Path log = logs.resolve("access.log");
    try (Launched run =
        Launched.triga(
                "run",
                file("Whose.java", WHOSE),
                "--bind",
                "tcp:127.0.0.1:0",
                "--user",
                user,
                "--access-log",
                log.toString())
            .untilReady()) {
      var url = URI.create("http://127.0.0.1:" + run.ports().getFirst() + "/");
      try (var answer = url.toURL().openStream()) {
        assertThat(new String(answer.readAllBytes())).isEqualTo(whose);
      }
      run.signal("TERM");
      run.endsInOrder();
    }
    assertThat(Files.getOwner(log).getName()).isEqualTo(user);
    assertThat(log).content().contains("\"GET / HTTP/1.1\" 200 " + whose.length());
  }

  @Test
  void whatDoesNotCompileIsSaidAsJavacSaysIt() throws Exception {
    String file = file("Broken.java", "void main() { int x = \"text\"; }");
    try (Launched run = Launched.triga("run", file)) {
      assertThat(run.end()).isEqualTo(1);
      assertThat(run.standardError())
          .contains("Broken.java:1: error: incompatible types")
          .contains("1 error");
    }
  }

  @Test
  void whatIsNoFileIsNamed() throws Exception {
    String text = file("notes.txt", "no Java");
    String none = folder.resolve("Nope.java").toString();
    var said =
        Map.of(
            folder.toString(),
            "is a folder; give a file that ends in .java",
            none,
            "there is no such file to read; give a file that ends in .java",
            text,
            "is no source of Java; give a file that ends in .java");
    for (var each : said.entrySet()) {
      try (Launched run = Launched.triga("run", each.getKey())) {
        assertThat(run.end()).isEqualTo(2);
        assertThat(run.standardError())
            .isEqualTo(
                "triga run: Invalid value for parameter 'FILE.java': '%s': %s\n"
                    .formatted(each.getKey(), each.getValue()));
      }
    }
  }

  @Test
  void aHaltThatMainLetsThroughIsTheExitCode() throws Exception {
    String halting =
        file(
            "Halting.java",
            """
            import module dev.triga.reactor;

            void main() {
              try (var reactor = Reactor.open()) {
                reactor.execute(() -> {
                  throw new Halt("enough", 42);
                });
                reactor.run();
              }
            }
            """);
    try (Launched run = Launched.triga("run", halting)) {
      assertThat(run.end()).isEqualTo(42);
      assertThat(run.standardError().lines()).containsExactly("triga run: halted: enough");
    }
  }

  @Test
  void whatMainThrowsIsShownAndOtherThreadsMayLiveOn() throws Exception {
    String thrower =
        file("Thrower.java", "void main() { throw new IllegalStateException(\"no\"); }");
    try (Launched run = Launched.triga("run", thrower)) {
      assertThat(run.end()).isEqualTo(1);
      assertThat(run.standardError())
          .contains("Exception in thread \"main\" java.lang.IllegalStateException: no");
    }
  }
}
