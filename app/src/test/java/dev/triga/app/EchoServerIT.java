package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/// The README's first command, as a newcomer's shell would run it.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class EchoServerIT {
  private static final String LISTENING = "listening on tcp:127.0.0.1:";

  @Test
  void itEchoesAndAnInterruptEndsItWithZero() throws Exception {
    echoThenEndWith("INT", "exec \"$0\" \"$@\"");
  }

  @Test
  void terminationEndsItWithZero() throws Exception {
    echoThenEndWith("TERM", "exec \"$0\" \"$@\"");
  }

  /// A shell without job control starts background jobs with INT ignored.
  @Test
  void aBackgroundJobCanBeInterrupted() throws Exception {
    echoThenEndWith("INT", "trap '' INT; exec \"$0\" \"$@\"");
  }

  private static void echoThenEndWith(String signal, String script) throws Exception {
    Path root = Path.of(System.getProperty("triga.root", ".."));
    Process server =
        new ProcessBuilder(
                "sh",
                "-c",
                script,
                root.resolve("triga").toString(),
                "echo",
                "--bind",
                "tcp:127.0.0.1:0")
            .start();
    try (BufferedReader out = server.inputReader(StandardCharsets.UTF_8)) {
      int port = awaitReady(out);
      assertThat(echo(port, "Hello, Triga!\n")).isEqualTo("Hello, Triga!\n");

      new ProcessBuilder("kill", "-" + signal, Long.toString(server.pid())).start().waitFor();
      assertThat(server.waitFor(20, TimeUnit.SECONDS)).as("ends").isTrue();
      assertThat(out.readLine()).as("further output").isNull();
      String err = new String(server.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(err).as("standard error").isEmpty();
      assertThat(server.exitValue()).as("exit code").isZero();
    } finally {
      server.destroyForcibly();
    }
  }

  private static int awaitReady(BufferedReader out) throws IOException {
    int port = 0;
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.equals("ready")) {
        return port;
      }
      assertThat(line).startsWith(LISTENING);
      port = Integer.parseInt(line.substring(LISTENING.length()));
    }
    throw new AssertionError("The server ended before it was ready");
  }

  private static String echo(int port, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write(bytes);
      InputStream in = socket.getInputStream();
      return new String(in.readNBytes(bytes.length), StandardCharsets.UTF_8);
    }
  }
}
