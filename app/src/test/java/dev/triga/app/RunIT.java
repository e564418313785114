package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

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
