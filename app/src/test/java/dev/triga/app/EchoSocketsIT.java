package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.triga.net.Endpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Unix-domain sockets, datagrams and sockets that are handed over, with clients that Triga has no
/// part in.
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class EchoSocketsIT {
  /// Opens what its first argument names, as systemd would, and becomes the rest of its arguments.
  private static final String HAND_OVER =
      """
      import os, socket, sys
      listening = socket.socket()
      listening.bind(('127.0.0.1', 0))
      listening.listen(16)
      os.dup2(listening.fileno(), 3)
      os.set_inheritable(3, True)
      os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1', LISTEN_FDNAMES='web')
      os.execv(sys.argv[1], sys.argv[1:])
      """;

  private static final String PYTHON_DATAGRAMS =
      """
      import socket, sys
      client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      client.settimeout(10)
      client.connect(('127.0.0.1', int(sys.argv[1])))
      intact = 0
      for size in list(range(0, 1400, 7)) + [9000, 65507]:
          data = bytes(i % 251 for i in range(size))
          client.send(data)
          intact += client.recv(70000) == data
      print(intact, 'intact')
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void standardInputComesBackInAPipeline() throws Exception {
    Path words = folder.resolve("words");
    String script =
        "seq 100000 | \"$0\" echo --bind stdio: 2>" + words + " | cksum; seq 100000 | cksum";
    try (Launched pipeline = Launched.script(script)) {
      assertThat(pipeline.line()).isEqualTo(pipeline.line());
      pipeline.endsInOrder();
    }
    assertThat(Files.readAllLines(words)).containsExactly("listening on stdio:", "ready");
  }

  @Test
  void outputThatCannotBeWrittenIsAFailure() throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/full")), "/dev/full is of Linux");
    Path words = folder.resolve("words");
    String script = "seq 10 | \"$0\" echo --bind stdio: 2>" + words + " >/dev/full; echo $?";
    try (Launched pipeline = Launched.script(script)) {
      assertThat(pipeline.line()).isEqualTo("1");
      pipeline.endsInOrder();
    }
    assertThat(Files.readAllLines(words)).hasSize(3).last().asString().contains("writing failed");
  }

  /// What a foreign client prints after it was given this input.
  private static String talk(String input, String... command) throws Exception {
    Process client = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var out = client.getOutputStream()) {
      out.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(client.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return answer;
  }

  private static Launched start(String driver, String... endpoints) throws IOException {
    if (driver.equals("epoll")) {
      assumeTrue(System.getProperty("os.name").equals("Linux"), "epoll is of Linux");
    }
    var args = new java.util.ArrayList<>(List.of("echo", "--reactor", driver));
    for (String endpoint : endpoints) {
      args.addAll(List.of("--bind", endpoint));
    }
    Launched server = Launched.triga(args.toArray(String[]::new)).untilReady();
    for (String announced : server.endpoints()) {
      assertThat(Endpoint.parse(announced).toString()).isEqualTo(announced);
    }
    return server;
  }

  private static void stop(Launched server) throws Exception {
    server.signal("TERM");
    server.endsInOrder();
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void socatAndNetcatTalkOverAPath(String driver) throws Exception {
    ForeignProgram.require("socat");
    ForeignProgram.require("nc");
    String path = folder.resolve("echo.sock").toString();
    try (Launched server = start(driver, "unix:" + path + ":mode=600")) {
      assertThat(server.endpoints()).containsExactly("unix:" + path + ":mode=600");
      assertThat(Files.getPosixFilePermissions(Path.of(path))).hasSize(2);
      assertThat(talk("through socat\n", "socat", "-t10", "-", "UNIX-CONNECT:" + path))
          .isEqualTo("through socat\n");
      assertThat(talk("through nc\n", "nc", "-N", "-U", path)).isEqualTo("through nc\n");
      stop(server);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void socatTalksToAnAbstractName() throws Exception {
    ForeignProgram.require("socat");
    String name = "triga-echo-" + ProcessHandle.current().pid();
    try (Launched server = start("epoll", "unix:@" + name)) {
      assertThat(talk("abstract\n", "socat", "-t10", "-", "ABSTRACT-CONNECT:" + name))
          .isEqualTo("abstract\n");
      stop(server);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void pythonGetsItsDatagramsBack(String driver) throws Exception {
    ForeignProgram.require("python3");
    try (Launched server = start(driver, "udp:127.0.0.1:0")) {
      String port = server.endpoints().getFirst().substring("udp:127.0.0.1:".length());
      assertThat(talk("", "python3", "-c", PYTHON_DATAGRAMS, port)).isEqualTo("202 intact\n");
      stop(server);
    }
  }

  @Test
  void aSocketOfSystemdIsServed() throws Exception {
    ForeignProgram.require("python3");
    String launcher = Path.of(System.getProperty("triga.root", "..")).resolve("triga").toString();
    // The one with the socket served by a worker, the other in the arbiter's own process.
    for (var workers : Map.of("systemd:0", "1", "fd:3", "0").entrySet()) {
      try (Launched server =
          Launched.command(
              List.of(
                  "python3",
                  "-c",
                  HAND_OVER,
                  Path.of(launcher).toAbsolutePath().toString(),
                  "echo",
                  "--reactor",
                  "epoll",
                  "--bind",
                  workers.getKey(),
                  "--workers",
                  workers.getValue()))) {
        server.untilReady();
        try (var client = server.connect()) {
          client.getOutputStream().write('x');
          assertThat(client.getInputStream().read()).isEqualTo('x');
        }
        stop(server);
      }
    }
  }
}
