package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.net.Endpoint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `triga echo` with a certificate that OpenSSL made, and clients that Triga has no part in.
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class EchoTlsIT {
  private static final String PYTHON_CLIENT =
      """
      import socket, ssl, sys
      context = ssl.create_default_context(cafile=sys.argv[2])
      data = bytes(i % 251 for i in range(1 << 20))
      with socket.create_connection(('127.0.0.1', int(sys.argv[1])), 20) as plain:
          with context.wrap_socket(plain, server_hostname='localhost') as client:
              back = b''
              for i in range(0, len(data), 1 << 16):
                  client.sendall(data[i:i + (1 << 16)])
                  while len(back) < min(i + (1 << 16), len(data)):
                      back += client.recv(1 << 16)
              print(client.version(), back == data)
              client.unwrap()
              print('ended')
      """;

  /// The server that all clients share, and where its certificate is.
  @TempDir private static Path shared = Path.of("");

  private static Launched echo;

  @BeforeAll
  static void start() throws Exception {
    echo = start(shared);
  }

  @AfterAll
  static void itEndsInOrder() throws Exception {
    Launched server = echo;
    if (server != null) {
      try (server) {
        server.signal("TERM");
        server.endsInOrder();
      }
    }
  }

  private static String talk(String input, List<String> command) throws Exception {
    Process client = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var out = client.getOutputStream()) {
      out.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(client.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return answer;
  }

  private static Path certificate(Path folder) {
    return folder.resolve("certificate.pem");
  }

  private static Path key(Path folder) {
    return folder.resolve("key.pem");
  }

  private static void makeCertificate(Path folder) throws Exception {
    ForeignProgram.require("openssl");
    talk(
        "",
        List.of(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
            "-keyout",
            key(folder).toString(),
            "-out",
            certificate(folder).toString()));
  }

  private static Launched start(Path folder) throws Exception {
    makeCertificate(folder);
    return Launched.triga(
            "echo",
            "--bind",
            "tls:127.0.0.1:0",
            "--cert",
            certificate(folder).toString(),
            "--key",
            key(folder).toString())
        .untilReady();
  }

  private static int port(Launched echo) {
    return ((Endpoint.Tls) Endpoint.parse(echo.endpoints().getFirst())).port();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_3", "-tls1_2"})
  void opensslSpeaksToIt(String version) throws Exception {
    var command =
        new ArrayList<>(List.of("timeout", "10", "openssl", "s_client", "-quiet", version));
    command.addAll(
        List.of(
            "-connect",
            "127.0.0.1:" + port(echo),
            "-servername",
            "localhost",
            "-verify_return_error",
            "-CAfile",
            certificate(shared).toString()));
    Process client = new ProcessBuilder(command).start();
    try (var out = client.outputWriter()) {
      out.write("hello\n");
      out.flush();
      // The client leaves at the end of its input, so that stays open for the answer.
      assertThat(client.inputReader().readLine()).isEqualTo("hello");
    } finally {
      client.destroy();
    }
  }

  @Test
  void anOldVersionIsRefused() throws Exception {
    String said =
        talk(
            "",
            List.of(
                "timeout",
                "10",
                "openssl",
                "s_client",
                "-tls1_1",
                "-cipher",
                "ALL:@SECLEVEL=0",
                "-connect",
                "127.0.0.1:" + port(echo)));
    assertThat(said).contains("alert protocol version");
  }

  /// The fingerprint of the certificate that the server shows.
  private static String shown(Launched echo) throws Exception {
    String shell =
        "openssl s_client -connect 127.0.0.1:%d -servername localhost </dev/null 2>/dev/null"
            .formatted(port(echo));
    return talk("", List.of("sh", "-c", shell + " | openssl x509 -noout -fingerprint"));
  }

  @Test
  void aNewCertificateIsShownAfterHupAndAWrongOneIsNot(@TempDir Path folder) throws Exception {
    try (Launched echo = start(folder)) {
      String first = shown(echo);
      makeCertificate(folder);
      assertThat(shown(echo)).isEqualTo(first);
      echo.signal("HUP");
      String second = first;
      for (int i = 0; i < 100 && second.equals(first); i++) {
        second = shown(echo);
      }
      assertThat(second).contains("Fingerprint").isNotEqualTo(first);

      Files.writeString(certificate(folder), "garbage");
      echo.signal("HUP");
      for (int i = 0; i < 3; i++) {
        assertThat(shown(echo)).isEqualTo(second);
      }
      echo.signal("TERM");
      assertThat(echo.end()).isZero();
      assertThat(echo.standardError())
          .contains("everything stays as it is")
          .contains("certificate.pem");
    }
  }

  @Test
  void pythonGetsAMebibyteBack() throws Exception {
    ForeignProgram.require("python3");
    var command =
        List.of(
            "python3",
            "-c",
            PYTHON_CLIENT,
            Integer.toString(port(echo)),
            certificate(shared).toString());
    assertThat(talk("", command)).isEqualTo("TLSv1.3 True\nended\n");
  }
}
