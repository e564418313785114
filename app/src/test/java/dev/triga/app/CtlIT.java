package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/// `triga ctl` as an operator uses it, on a server in a process of its own.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class CtlIT {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int ctl(Object... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of("ctl"));
    Arrays.stream(args).map(Object::toString).forEach(all::add);
    return Main.run(
        all.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
  }

  private void assertOneLine(int exit, Object... args) {
    assertThat(ctl(args)).isEqualTo(exit);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).hasLineCount(1).startsWith("triga ctl: ");
  }

  @Test
  void anOperatorAsksAServer() throws Exception {
    try (var server =
        Launched.triga(
                "echo", "--bind", "tcp:127.0.0.1:0", "--workers", "2", "--concurrency", "thread")
            .untilReady()) {
      long pid = server.pid();
      assertThat(ctl(pid, "info")).isZero();
      assertThat(out.toString())
          .contains("arbiter (arbiter) arbiter, running")
          .contains("    echo.1 (")
          .contains("queue-delay-ms")
          .contains("descriptors")
          .contains("mailbox: depth");
      assertThat(ctl("--json", pid, "info")).isZero();
      assertThat(out.toString()).startsWith("{\"actor\":{\"name\":\"arbiter\"").hasLineCount(1);

      assertThat(ctl(pid, "ping", "echo.2")).isZero();
      assertThat(out.toString()).isEqualTo("pong\n");
      assertThat(ctl(pid, "kill", "echo.2")).isZero();
      assertThat(out.toString()).contains("echo.2").contains("ended");
      assertThat(ctl(pid, "scale", "echo", 3)).isZero();
      assertThat(out.toString()).isEqualTo("3\n");
      assertThat(ctl(pid, "config", "get", "echo", "workers")).isZero();
      assertThat(out.toString()).isEqualTo("3\n");
      assertThat(ctl(pid, "config", "set", "echo", "workers", "2")).isZero();
      assertThat(ctl(pid, "reload")).isZero();

      assertOneLine(1, pid, "ping", "nobody");
      assertThat(err.toString()).contains("no actor is called 'nobody'");
      assertOneLine(1, pid, "scale", "mail", "3");

      assertThat(ctl(pid, "stop")).isZero();
      server.endsInOrder();
      assertOneLine(1, pid, "info");
    }
  }

  /// What is answered at once, and what may take long.
  @Test
  void anArbiterThatIsStoppedIsGivenUp() throws Exception {
    try (var server =
        Launched.triga("echo", "--bind", "tcp:127.0.0.1:0", "--workers", "0").untilReady()) {
      server.signal("STOP");
      var all = new ArrayList<CompletableFuture<CtlIT>>();
      for (String action : List.of("info", "reload")) {
        var operator = new CtlIT();
        all.add(
            CompletableFuture.supplyAsync(() -> {
              operator.assertOneLine(1, server.pid(), action);
              return operator;
            }));
      }
      for (var each : all) {
        assertThat(each.get(30, TimeUnit.SECONDS).err.toString())
            .isEqualTo("triga ctl: the arbiter has not answered: nothing came within 10 s\n");
      }
      server.signal("CONT");
      assertThat(ctl(server.pid(), "stop")).isZero();
      server.endsInOrder();
    }
  }

  @Test
  void mistakesAreNamedInOneLine() {
    assertOneLine(2, "12a", "info");
    assertThat(err.toString()).contains("'12a' is not the number of a process");
    assertOneLine(2, 1, "dance");
    assertThat(err.toString()).contains("'dance' is no action").contains("info, ping, scale");
    assertOneLine(2, 1, "scale", "echo");
    assertOneLine(2, 1, "scale", "echo", "many");
    assertThat(err.toString()).contains("N 'many' is not a whole number within 0..1000");
    assertOneLine(2, 1, "config", "delete", "x");
    assertOneLine(2, 1, "ping");
    assertOneLine(1, 999_999_999, "info");
    assertOneLine(1, ProcessHandle.current().pid(), "info");
    assertThat(err.toString()).contains("is no arbiter of Triga");
  }

  /// Root may ask nobody else's either: it would be answered as somebody else.
  @Test
  void theProcessOfAnotherUserIsAskedByThatUser() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can be two users");
    ForeignProgram.require("setpriv");
    try (var sleeper =
        Launched.command(List.of("setpriv", "--reuid=65534", "--clear-groups", "sleep", "30"))) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      do {
        assertOneLine(1, sleeper.pid(), "info");
        assertThat(System.nanoTime()).isLessThan(deadline);
      } while (err.toString().contains("is no arbiter")); // It is root's for an instant.
      assertThat(err.toString())
          .matches(
              "triga ctl: process %d belongs to user (\\w+): run this as \\1\\R"
                  .formatted(sleeper.pid()));
    }
  }

  @Test
  void whoMissesSomethingGetsTheUsage() {
    assertThat(ctl()).isEqualTo(2);
    assertThat(err.toString()).contains("Usage: triga ctl").contains("scale APP N");
  }
}
