package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/// The README's first command, as a newcomer's shell or a script would run and end it.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class EchoServerIT {
  private static final String[] ECHO = {"echo", "--bind", "tcp:127.0.0.1:0"};

  /// Without a worker, which is another JVM to start: what the server itself does.
  private static final String[] ALONE = {"echo", "--bind", "tcp:127.0.0.1:0", "--workers", "0"};

  /// The server as a background job of a script, whose own line has the job's process id where the
  /// server's has its port.
  private static final String BACKGROUND =
      "\"$0\" \"$@\" & echo \"listening on tcp:127.0.0.1:$!\"; wait $!";

  private static final int PRIVILEGED_PORT = 81;
  private static final Path UNPRIVILEGED_PORTS =
      Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");
  private static final long AWAIT_SECONDS_MAX = 20;
  private static final long ENDS_AT_ONCE_SECONDS_MAX = 10;

  @Test
  void itEchoesAndAnInterruptEndsItWithZero() throws Exception {
    echoThenEndWith("INT", "exec \"$0\" \"$@\"", ECHO);
  }

  @Test
  void terminationEndsItWithZero() throws Exception {
    echoThenEndWith("TERM", "exec \"$0\" \"$@\"", ECHO);
  }

  /// A shell without job control starts background jobs with INT ignored.
  @Test
  void aProcessThatInheritsIntIgnoredCanBeInterrupted() throws Exception {
    echoThenEndWith("INT", "trap '' INT; exec \"$0\" \"$@\"", ALONE);
  }

  @Test
  void aBackgroundJobOfAScriptCanBeInterrupted() throws Exception {
    try (Launched script = Launched.script(BACKGROUND, ECHO)) {
      script.untilReady();
      long job = script.ports().getFirst();
      assertThat(echo(script.ports().get(1), "Hello, Triga!\n")).isEqualTo("Hello, Triga!\n");
      Launched.signal("INT", job);
      script.endsInOrder();
    }
  }

  /// Root without this one capability is as anybody else is, and can still read the build.
  @Test
  void aPrivilegedPortIsRefusedInOneLine() throws Exception {
    // Not by Files.readString, which reads such a file byte by byte and gets the first one only.
    int first = Integer.parseInt(Files.readAllLines(UNPRIVILEGED_PORTS).getFirst());
    assumeTrue(first > PRIVILEGED_PORT, "here everybody may listen on port " + PRIVILEGED_PORT);
    String drop = "";
    if ("root".equals(System.getProperty("user.name"))) {
      ForeignProgram.require("setpriv");
      drop = "setpriv --bounding-set=-net_bind_service --inh-caps=-net_bind_service ";
    }
    String endpoint = "tcp:127.0.0.1:" + PRIVILEGED_PORT;
    try (Launched server =
        Launched.script("exec " + drop + "\"$0\" \"$@\"", "echo", "--bind", endpoint)) {
      assertThat(server.end()).isEqualTo(1);
      assertThat(server.standardError())
          .hasLineCount(1)
          .contains(endpoint, "permission denied", "choose a higher port");
    }
  }

  @Test
  void aHangUpLeavesItServingWithAndWithoutNohup() throws Exception {
    staysAfterAHangUp(Launched.script("exec \"$0\" \"$@\"", ALONE));
    staysAfterAHangUp(Launched.script("trap '' HUP; exec \"$0\" \"$@\"", ECHO));
  }

  private static void staysAfterAHangUp(Launched server) throws Exception {
    try (server) {
      server.untilReady();
      server.signal("HUP");
      assertThat(echo(server.ports().getFirst(), "still here\n")).isEqualTo("still here\n");
      server.signal("TERM");
      server.endsInOrder();
    }
  }

  @Test
  void everyEndpointIsAnnouncedAndServed() throws Exception {
    try (Launched server =
        Launched.triga("echo", "--bind", "tcp:127.0.0.1:0", "--bind", "127.0.0.1:0")) {
      server.untilReady();
      assertThat(server.ports()).hasSize(2).doesNotHaveDuplicates();
      for (int port : server.ports()) {
        assertThat(echo(port, "one of two\n")).isEqualTo("one of two\n");
      }
      server.signal("TERM");
      server.endsInOrder();
    }
  }

  @Test
  void repliesThatAreWrittenArriveAfterTheInterruptOfABackgroundJob() throws Exception {
    byte[] sent = new byte[64 * 1024];
    new Random(1).nextBytes(sent);
    try (Launched script = Launched.script(BACKGROUND, ECHO).untilReady();
        Socket slow = new Socket()) {
      int port = script.ports().get(1);
      slow.setReceiveBufferSize(4 * 1024);
      slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      slow.getOutputStream().write(sent);
      // Each of these takes a pass, in which the server also reads what the slow client has sent.
      try (Socket other = new Socket(InetAddress.getLoopbackAddress(), port)) {
        for (int i = 0; i < 50; i++) {
          other.getOutputStream().write(i);
          assertThat(other.getInputStream().read()).isEqualTo(i);
        }
        Launched.signal("INT", script.ports().getFirst());
        assertThat(other.getInputStream().read()).as("the idle client's end").isEqualTo(-1);
      }
      assertThat(slow.getInputStream().readAllBytes()).isEqualTo(sent);
      slow.shutdownOutput();
      script.endsInOrder();
    }
  }

  @Test
  void aSecondInterruptEndsItAtOnceThoughAClientDoesNotRead() throws Exception {
    try (Launched server = Launched.triga(ECHO).untilReady();
        Socket deaf = server.connect()) {
      // Once the server has stopped reading, its replies wait for this client.
      deaf.getOutputStream().write(0);
      fillUntilBlocked(deaf);
      server.signal("INT");
      await("a closed port", () -> isRefused(server));
      assertThat(server.isAlive()).as("waits for the client").isTrue();
      long began = System.nanoTime();
      server.signal("INT");
      assertThat(server.end()).isEqualTo(130);
      assertThat(System.nanoTime() - began)
          .isLessThan(TimeUnit.SECONDS.toNanos(ENDS_AT_ONCE_SECONDS_MAX));
      assertThat(server.standardError()).isEmpty();
    }
  }

  @Test
  void aSecondInterruptEndsItAtOnceThoughTheReactorIsStuck() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            java,
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            StuckServer.class.getName());
    try (Launched server = Launched.command(command).untilReady()) {
      server.signal("INT");
      assertThat(server.line()).as("after the first").isEqualTo("interrupted");
      server.signal("INT");
      assertThat(server.end()).isEqualTo(130);
    }
  }

  @Test
  void theLogFileIsOpenedAnewOnDemand(@TempDir Path folder) throws Exception {
    Path log = folder.resolve("log");
    try (Launched server =
        Launched.triga(
            "echo", "--bind", "tcp:127.0.0.1:0", "--log-level", "info", "--log-file", "" + log)) {
      server.untilReady();
      Path moved = Files.move(log, folder.resolve("log.1"));
      server.signal("USR1");
      await("a new log file", () -> Files.exists(log));
      server.signal("HUP");
      await("an entry in the new log file", () -> Files.size(log) > 0);
      assertThat(log).content().contains("INFO echo: HUP");
      assertThat(moved).content().doesNotContain("HUP");
      server.signal("TERM");
      server.endsInOrder();
    }
  }

  private static void await(String what, Callable<Boolean> isThere) throws Exception {
    long began = System.nanoTime();
    while (!isThere.call()) {
      assertThat(System.nanoTime() - began)
          .as("nanoseconds until there is " + what)
          .isLessThan(TimeUnit.SECONDS.toNanos(AWAIT_SECONDS_MAX));
      Thread.yield();
    }
  }

  private static void echoThenEndWith(String signal, String script, String[] args)
      throws Exception {
    try (Launched server = Launched.script(script, args).untilReady()) {
      assertThat(echo(server.ports().getFirst(), "Hello, Triga!\n")).isEqualTo("Hello, Triga!\n");
      server.signal(signal);
      server.endsInOrder();
    }
  }

  private static String echo(int port, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write(bytes);
      InputStream in = socket.getInputStream();
      return new String(in.readNBytes(bytes.length), StandardCharsets.UTF_8);
    }
  }

  /// Writes until nothing is taken for half a second; the writing thread ends with the socket.
  private static void fillUntilBlocked(Socket socket) throws InterruptedException {
    var written = new Semaphore(0);
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              socket.getOutputStream().write(new byte[64 * 1024]);
              written.release();
            }
          } catch (IOException e) {
            // The test has ended.
          }
        });
    while (written.tryAcquire(500, TimeUnit.MILLISECONDS)) {
      written.drainPermits();
    }
  }

  /// Whether the port is closed, which is how the graceful stop begins.
  private static boolean isRefused(Launched server) {
    try (Socket _ = server.connect()) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
