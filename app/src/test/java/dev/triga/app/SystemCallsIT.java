package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.triga.driver.Availability;
import dev.triga.driver.Drivers;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  private static final Pattern CALL = Pattern.compile("(\\d+) +(\\w+)\\(");

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

  /// What the loop's thread asks of the kernel meanwhile. It is the thread that sends: every thread
  /// is traced, for the one that works or waits most may be a compiler's.
  private static Map<String, Integer> callsOfEchoes(String driver, Path folder) throws Exception {
    ForeignProgram.require("strace");
    Path trace = folder.resolve("calls");
    List<Socket> clients = new ArrayList<>();
    try (Launched server =
        Launched.triga(
            "echo", "--bind", "tcp:127.0.0.1:0", "--reactor", driver, "--workers", "0")) {
      server.untilReady();
      for (int i = 0; i < CONNECTIONS; i++) {
        clients.add(server.connect());
      }
      rounds(clients);
      try (Launched strace =
          Launched.command(
              List.of("strace", "-f", "-qq", "-p", "" + server.pid(), "-o", "" + trace))) {
        untilTraced(server.pid(), strace);
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
    return callsOfTheSender(Files.readAllLines(trace));
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

  /// Until strace has attached to every thread.
  private static void untilTraced(long pid, Launched strace) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ATTACHED_SECONDS_MAX);
    while (!isTraced(pid)) {
      assumeTrue(strace.isAlive(), "this machine does not let strace attach to a process");
      assertThat(System.nanoTime()).as("attached in time").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static boolean isTraced(long pid) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads.toList()) {
        if (isUntraced(thread.resolve("status"))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isUntraced(Path status) throws IOException {
    try (Stream<String> lines = Files.lines(status)) {
      return lines.anyMatch(line -> line.matches("TracerPid:\\s+0"));
    } catch (NoSuchFileException threadThatEnded) {
      return false;
    }
  }

  /// How often the thread with the most `sendto` made each call. A line of the trace begins with
  /// the thread and the call; one that was interrupted by another's comes back as `<... resumed>`.
  private static Map<String, Integer> callsOfTheSender(List<String> trace) {
    Map<String, Map<String, Integer>> threads = new HashMap<>();
    for (String line : trace) {
      Matcher call = CALL.matcher(line);
      if (call.lookingAt()) {
        threads
            .computeIfAbsent(call.group(1), thread -> new HashMap<>())
            .merge(call.group(2), 1, Integer::sum);
      }
    }
    return threads.values().stream()
        .max(Comparator.comparingInt(calls -> calls.getOrDefault("sendto", 0)))
        .orElseThrow();
  }
}
