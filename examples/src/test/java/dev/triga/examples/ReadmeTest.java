package dev.triga.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The server that the README shows is the program `Echo`, and it echoes.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class ReadmeTest {
  private static final Duration UNTIL_IT_LISTENS = Duration.ofSeconds(20);

  @Test
  void theReadmeShowsTheProgram() throws IOException {
    String readme =
        Files.readString(Path.of(System.getProperty("triga.root", "..")).resolve("README.md"));
    assertThat(readme).contains("```java\n" + Files.readString(Programs.source("Echo")) + "```\n");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void allOfItAnswersAndATerminationEndsIt(@TempDir Path folder) throws Exception {
    int port = freePort();
    try (var program = echoOn(port, folder).start("Echo")) {
      byte[] sent = new byte[100_000];
      new Random(7000).nextBytes(sent);
      assertThat(echoed(program, port, sent)).isEqualTo(sent);
      program.signal("TERM");
      assertThat(program.ended(0)).isEmpty();
    }
  }

  /// The program as it stands, except that it takes a free port of this machine only.
  private static Programs echoOn(int port, Path folder) throws IOException {
    String text = Files.readString(Programs.source("Echo"));
    assertThat(text).contains("\"tcp:7000\"");
    Path source = folder.resolve("Echo.java");
    Files.writeString(source, text.replace("\"tcp:7000\"", "\"tcp:127.0.0.1:" + port + "\""));
    return Programs.compile(List.of(source), folder);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static byte[] echoed(RunningProgram program, int port, byte[] sent) throws Exception {
    try (Socket socket = connect(program, port)) {
      Thread writer =
          Thread.startVirtualThread(() -> {
            try {
              socket.getOutputStream().write(sent);
              socket.shutdownOutput();
            } catch (IOException e) {
              // The reader finds bytes missing.
            }
          });
      var received = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(received);
      writer.join();
      return received.toByteArray();
    }
  }

  /// The program does not say when it listens, so this tries until it does.
  private static Socket connect(RunningProgram program, int port) throws IOException {
    long deadline = System.nanoTime() + UNTIL_IT_LISTENS.toNanos();
    while (true) {
      try {
        return new Socket("127.0.0.1", port);
      } catch (IOException e) {
        if (!program.isAlive() || System.nanoTime() - deadline > 0) {
          throw e;
        }
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    }
  }
}
