package dev.triga.app;

import static dev.triga.app.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.triga.driver.OperatingSystem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// USR2: another process takes a server's place on the same sockets.
@Timeout(value = 90, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class SuccessionIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path folder = Path.of("");

  private static boolean logs(Path log, String text) {
    try {
      return Files.exists(log) && Files.readString(log).contains(text);
    } catch (IOException e) {
      return false;
    }
  }

  /// One line there and back on a connection of its own.
  private static boolean isServed(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      byte[] line = "a line\n".getBytes(StandardCharsets.US_ASCII);
      socket.getOutputStream().write(line);
      return Arrays.equals(socket.getInputStream().readNBytes(line.length), line);
    } catch (IOException e) {
      return false;
    }
  }

  private static void assertServed(Path socket) throws IOException {
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap(new byte[] {7}));
      var answer = ByteBuffer.allocate(1);
      channel.read(answer);
      assertThat(answer.get(0)).isEqualTo((byte) 7);
    }
  }

  @Test
  void aSuccessorTakesThePlaceAndNoRequestIsLost() throws Exception {
    assumeTrue(OperatingSystem.current().isNative(), "sockets are handed over by descriptor");
    Path pidFile = folder.resolve("pid");
    Path second = folder.resolve("pid.2");
    Path log = folder.resolve("log");
    Path socket = folder.resolve("s");
    try (var server =
        Launched.triga(
                "echo",
                "--bind",
                "tcp:127.0.0.1:0",
                "--bind",
                "unix:" + socket,
                "--workers",
                "2",
                "--concurrency",
                "thread",
                "--pid-file",
                pidFile.toString(),
                "--log-file",
                log.toString())
            .untilReady()) {
      int port = server.ports().getFirst();
      var failures = new AtomicInteger();
      var lines = new AtomicInteger();
      var isOver = new AtomicBoolean();
      var client =
          Thread.ofVirtual()
              .start(() -> {
                while (!isOver.get()) {
                  (isServed(port) ? lines : failures).incrementAndGet();
                }
              });

      // One that cannot start changes nothing.
      Files.createDirectory(second);
      server.signal("USR2");
      await("the log of a successor that dies", () -> logs(log, "this process carries on"));
      assertThat(Files.readString(log)).contains("the successor ended");
      Files.delete(second);
      assertThat(pidFile).hasContent(server.pid() + "\n");

      server.signal("USR2");
      server.untilReady();
      await("the end of the first process", () -> !server.isAlive());
      int before = lines.get();
      await("requests that the successor serves", () -> lines.get() > before + 10);
      isOver.set(true);
      client.join();
      assertThat(failures).hasValue(0);
      assertServed(socket);

      long heir = Long.parseLong(Files.readString(pidFile).strip());
      assertThat(heir).isNotEqualTo(server.pid());
      assertThat(second).doesNotExist();
      var next = ProcessHandle.of(heir).orElseThrow();
      Launched.signal("TERM", heir);
      await("the end of the successor", () -> !next.isAlive());
      assertThat(server.end()).isZero();
      assertThat(pidFile).doesNotExist();
      assertThat(socket).doesNotExist();
      assertThat(isServed(port)).isFalse();
    }
  }

  /// Without a port that can be handed over, both bind it; the log names who has it now.
  @Test
  void aSuccessorTakesThePlaceOnThePortableDriver() throws Exception {
    try (var server = logging("--reactor", "nio").untilReady()) {
      assertSucceeded(server);
    }
  }

  @Test
  void aSuccessorTakesThePlaceOfAnotherUser() throws Exception {
    assumeRoot();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path log = folder.resolve("log");
    assumeTrue(OperatingSystem.current().isNative(), "users are changed by the native module");
    for (var path = Path.of("..").toRealPath(); path != null; path = path.getParent()) {
      assumeTrue(
          Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_EXECUTE),
          path + " is closed to other users");
    }
    try (var server = logging("--user", "nobody").untilReady()) {
      assertThat(Files.getOwner(log).getName()).isEqualTo("nobody");
      Files.move(log, folder.resolve("log.1"));
      server.signal("USR1");
      await("a log of that user's", () -> Files.exists(log));
      assertThat(Files.getOwner(log).getName()).isEqualTo("nobody");
      assertSucceeded(server);
    }
  }

  @Test
  void processOneOfAContainerRefuses() throws Exception {
    assumeRoot();
    ForeignProgram.require("unshare");
    try (var server =
        Launched.script(
                "exec unshare --pid --fork --kill-child --mount-proc \"$0\" \"$@\"", withLog())
            .untilReady()) {
      long one = ProcessHandle.of(server.pid()).orElseThrow().children().toList().getFirst().pid();
      Launched.signal("USR2", one);
      await("the refusal", () -> logs(folder.resolve("log"), "process 1 cannot be replaced"));
      assertThat(isServed(server.ports().getFirst())).isTrue();
      Launched.signal("TERM", one);
      server.endsInOrder();
    }
  }

  /// It waits for a minute.
  @Test
  @Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
  @EnabledIfSystemProperty(named = "triga.nightly", matches = "true")
  void aSuccessorThatIsNotReadyInTimeIsEnded() throws Exception {
    try (var server = logging().untilReady()) {
      var us = ProcessHandle.of(server.pid()).orElseThrow();
      server.signal("USR2");
      await("a successor", () -> us.children().findAny().isPresent());
      var successor = us.children().toList().getFirst();
      Launched.signal("STOP", successor.pid());
      LockSupport.parkNanos(Duration.ofSeconds(60).toNanos());
      await("the end of the successor", () -> !successor.isAlive());
      assertThat(logs(folder.resolve("log"), "the successor was not ready within 60 s")).isTrue();
      assertThat(isServed(server.ports().getFirst())).isTrue();
      assertSucceeded(server);
    }
  }

  private static void assumeRoot() {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root may do that");
  }

  /// A server with a pid file, and a log of what it does.
  private Launched logging(String... more) throws IOException {
    return Launched.triga(withLog(more));
  }

  private String[] withLog(String... more) {
    var args =
        new ArrayList<>(
            List.of(
                "echo",
                "--bind",
                "tcp:127.0.0.1:0",
                "--workers",
                "1",
                "--concurrency",
                "thread",
                "--log-level",
                "info",
                "--pid-file",
                folder.resolve("pid").toString(),
                "--log-file",
                folder.resolve("log").toString()));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  private void assertSucceeded(Launched server) throws Exception {
    server.signal("USR2");
    server.untilReady();
    await("the end of the first process", () -> !server.isAlive());
    long heir = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
    var next = ProcessHandle.of(heir).orElseThrow();
    try {
      assertThat(heir).isNotEqualTo(server.pid());
      assertThat(logs(folder.resolve("log"), "process " + heir + " has taken over")).isTrue();
      assertThat(isServed(server.ports().getFirst())).isTrue();
    } finally {
      Launched.signal("TERM", heir);
    }
    await("the end of the successor", () -> !next.isAlive());
    assertThat(folder.resolve("pid")).doesNotExist();
  }
}
