package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.triga.driver.Availability;
import dev.triga.driver.Drivers;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/// What the server asks of the kernel, and what it does where the kernel refuses: seen, and made
/// so, by strace.
@Timeout(value = 90, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class SystemCallsIT {
  private static final int CONNECTIONS = 16;
  private static final int ROUNDS = 100;
  private static final int OPERATIONS = CONNECTIONS * ROUNDS;

  /// What the JVM does in the loop's thread now and then, for its safepoints; the busier the
  /// machine, the longer it takes and the more there are.
  private static final int FUTEXES_MAX = OPERATIONS / 4;

  /// What comes by the clock and not by the echo.
  private static final int OTHERS_MAX = OPERATIONS / 20;

  private static final long ATTACHED_SECONDS_MAX = 20;

  @Test
  void anEchoIsAReceiveASendAndAShareOfAWait(@TempDir Path folder) throws Exception {
    Map<String, Integer> calls = callsOfEchoes("epoll", folder);
    for (String call : List.of("recvfrom", "sendto")) {
      assertThat(calls.remove(call)).as(call).isBetween(OPERATIONS, OPERATIONS + CONNECTIONS);
    }
    int waited = 0;
    for (String call : List.of("epoll_wait", "epoll_pwait2")) {
      waited += calls.getOrDefault(call, 0);
      calls.remove(call);
    }
    assertThat(waited).as("waits for %d echoes", OPERATIONS).isBetween(1, OPERATIONS);
    assertFewOthers(calls);
  }

  /// Also on a port that was handed over, which is how the command gets all of its ports.
  @Test
  void anEchoOnIoUringIsASendAndAShareOfAnEnter(@TempDir Path folder) throws Exception {
    assumeTrue(
        Drivers.all().stream()
            .anyMatch(provider ->
                provider.name().equals("io_uring")
                    && provider.availability() instanceof Availability.Available),
        "no io_uring here");
    Map<String, Integer> calls = callsOfEchoes("io_uring", folder);
    assertThat(calls.remove("sendto")).as("sendto").isBetween(OPERATIONS, OPERATIONS + CONNECTIONS);
    assertThat(calls.remove("io_uring_enter"))
        .as("waits for %d echoes", OPERATIONS)
        .isBetween(1, OPERATIONS);
    assertFewOthers(calls);
  }

  private static void assertFewOthers(Map<String, Integer> calls) {
    assertThat(calls.getOrDefault("futex", 0)).as("futex").isLessThanOrEqualTo(FUTEXES_MAX);
    calls.remove("futex");
    assertThat(calls.values().stream().mapToInt(Integer::intValue).sum())
        .as("others: %s", calls)
        .isLessThanOrEqualTo(OTHERS_MAX);
  }

  /// What the loop's thread asks of the kernel meanwhile.
  private static Map<String, Integer> callsOfEchoes(String driver, Path folder) throws Exception {
    ForeignProgram.require("strace");
    Path table = folder.resolve("calls");
    List<Socket> clients = new ArrayList<>();
    try (Launched server =
        Launched.triga(
            "echo", "--bind", "tcp:127.0.0.1:0", "--reactor", driver, "--workers", "0")) {
      server.untilReady();
      for (int i = 0; i < CONNECTIONS; i++) {
        clients.add(server.connect());
      }
      Map<String, Long> before = switches(server.pid());
      rounds(clients);
      long loop = busiest(before, switches(server.pid()));
      try (Launched strace =
          Launched.command(List.of("strace", "-c", "-p", "" + loop, "-o", "" + table))) {
        untilTraced(server.pid(), loop, strace);
        rounds(clients);
        strace.signal("INT");
        strace.end();
      }
      server.signal("TERM");
      server.endsInOrder();
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
    return calls(Files.readAllLines(table));
  }

  @Test
  void aKernelWithoutIoUringIsSaidAndAnotherDriverIsTheDefault() throws Exception {
    try (Launched reactors = withoutIoUring("ENOSYS", "reactors")) {
      assertThat(reactors.drivers())
          .anyMatch(line -> line.matches("  io_uring +this kernel has no io_uring;.*Linux 6.0.*"));
    }
  }

  @Test
  void anIoUringThatIsNotPermittedIsAFailureOfOneLine() throws Exception {
    try (Launched echo =
        withoutIoUring("EPERM", "echo", "--bind", "tcp:127.0.0.1:0", "--reactor", "io_uring")) {
      assertThat(echo.end()).isEqualTo(1);
      assertThat(echo.standardError()).hasLineCount(1).contains("'io_uring'", "EPERM", "seccomp");
    }
  }

  /// The launcher in an environment where the kernel answers every `io_uring_setup` so.
  private static Launched withoutIoUring(String errno, String... args) throws Exception {
    ForeignProgram.require("strace");
    return Launched.script(
        "exec strace -f --seccomp-bpf -qq -o /dev/null -e trace=io_uring_setup"
            + " -e inject=io_uring_setup:error="
            + errno
            + " \"$0\" \"$@\"",
        args);
  }

  /// All connections send, then all receive.
  private static void rounds(List<Socket> clients) throws IOException {
    byte[] message = new byte[64];
    for (int round = 0; round < ROUNDS; round++) {
      for (Socket client : clients) {
        client.getOutputStream().write(message);
      }
      for (Socket client : clients) {
        assertThat(client.getInputStream().readNBytes(message.length)).hasSize(message.length);
      }
    }
  }

  /// How often each thread of a process has waited.
  private static Map<String, Long> switches(long pid) throws IOException {
    Map<String, Long> waited = new HashMap<>();
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path task : tasks.toList()) {
        waited.put(
            task.getFileName().toString(), status(task.resolve("status"), "voluntary_ctxt_"));
      }
    }
    return waited;
  }

  private static long busiest(Map<String, Long> before, Map<String, Long> after) {
    return Long.parseLong(
        after.entrySet().stream()
            .max((a, b) ->
                Long.compare(
                    a.getValue() - before.getOrDefault(a.getKey(), 0L),
                    b.getValue() - before.getOrDefault(b.getKey(), 0L)))
            .orElseThrow()
            .getKey());
  }

  private static void untilTraced(long pid, long thread, Launched strace) throws IOException {
    Path status = Path.of("/proc/" + pid + "/task/" + thread + "/status");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ATTACHED_SECONDS_MAX);
    while (status(status, "TracerPid") == 0) {
      assumeTrue(strace.isAlive(), "this machine does not let strace attach to a process");
      assertThat(System.nanoTime()).as("attached in time").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static long status(Path file, String name) throws IOException {
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
      }
    }
    return 0;
  }

  /// The calls in the table of `strace -c`, whose fourth column has their number.
  private static Map<String, Integer> calls(List<String> table) {
    Map<String, Integer> calls = new HashMap<>();
    for (String line : table) {
      String[] words = line.strip().split("\\s+");
      String name = words[words.length - 1];
      if (words.length >= 5 && words[3].matches("\\d+") && !name.equals("total")) {
        calls.put(name, Integer.parseInt(words[3]));
      }
    }
    return calls;
  }
}
