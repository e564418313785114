package dev.triga.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `./triga http`, as curl and Python see it.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class HttpServerIT {
  private static final String PYTHON =
      """
      import http.client, sys
      c = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=20)
      for path, size in (("/plaintext", 13), ("/payload/100000", 100000), ("/stream/7/5", 35)):
          c.request("GET", path)
          r = c.getresponse()
          assert r.status == 200 and len(r.read()) == size, path
      c.request("POST", "/echo", body=iter([b"abc", b"", b"d" * 70000]), encode_chunked=True,
                headers={"Transfer-Encoding": "chunked"})
      r = c.getresponse()
      assert r.read() == b"abc" + b"d" * 70000
      c.request("HEAD", "/payload/5")
      r = c.getresponse()
      assert r.getheader("Content-Length") == "5" and r.read() == b""
      c.request("GET", "/nothing")
      r = c.getresponse()
      assert r.status == 404 and b"404" in r.read()
      print("fine")
      """;

  private static String run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /// In workers and in the arbiter's own process.
  @ParameterizedTest
  @ValueSource(strings = {"1", "0"})
  void aStopWaitsForWhatIsBeingAnsweredAndForNobodyElse(String workers) throws Exception {
    try (Launched server =
        Launched.triga("http", "--bind", "tcp:127.0.0.1:0", "--workers", workers).untilReady()) {
      try (var asking = server.connect();
          var idle = server.connect()) {
        send(asking, "GET /delay/1 HTTP/1.1\r\nHost: a\r\n\r\n");
        // What is answered here was read after the request above.
        send(idle, "GET /plaintext HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(idle.getInputStream().read()).isEqualTo('H');
        server.signal("TERM");
        assertThat(new String(asking.getInputStream().readAllBytes(), US_ASCII))
            .startsWith("HTTP/1.1 200 ")
            .contains("Connection: close");
      }
      server.endsInOrder();
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }

  @Test
  void curlAndPythonAreServedAndAnInterruptEndsIt(@TempDir Path folder) throws Exception {
    ForeignProgram.require("curl");
    ForeignProgram.require("python3");
    Path big = Files.write(folder.resolve("big"), new byte[3_000_000]);
    Path back = folder.resolve("back");
    try (Launched server = Launched.triga("http", "--bind", "tcp:127.0.0.1:0").untilReady()) {
      String url = "http://127.0.0.1:" + server.ports().getFirst();
      assertThat(run("curl", "-sS", url + "/plaintext", url + "/json", url + "/stream/3/2"))
          .isEqualTo("Hello, World!{\"message\":\"Hello, World!\"}xxxxxx");
      run("curl", "-sS", "--data-binary", "@" + big, "-o", back.toString(), url + "/echo");
      assertThat(back).hasSize(3_000_000);
      Files.delete(back);
      run(
          "curl",
          "-sS",
          "-H",
          "Transfer-Encoding: chunked",
          "--data-binary",
          "@" + big,
          "-o",
          back.toString(),
          url + "/echo");
      assertThat(back).hasSize(3_000_000);
      assertThat(
              run(
                  "curl",
                  "-sS",
                  "-w",
                  "%{num_connects} ",
                  "-o",
                  "/dev/null",
                  url + "/",
                  "-o",
                  "/dev/null",
                  url + "/delay/0.01",
                  "--http1.0"))
          .as("connections made for each request")
          .isNotEmpty();
      assertThat(run("python3", "-c", PYTHON, Integer.toString(server.ports().getFirst())))
          .isEqualTo("fine\n");
      server.signal("INT");
      server.endsInOrder();
    }
  }
}
