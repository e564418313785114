package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.net.Endpoint;
import java.nio.charset.StandardCharsets;
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

  @TempDir private Path folder = Path.of("");

  private static String talk(String input, List<String> command) throws Exception {
    Process client = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var out = client.getOutputStream()) {
      out.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(client.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return answer;
  }

  private Path certificate() {
    return folder.resolve("certificate.pem");
  }

  private void makeCertificate() throws Exception {
    ForeignProgram.require("openssl");
    Path key = folder.resolve("key.pem");
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
            key.toString(),
            "-out",
            certificate().toString()));
  }

  private Launched start() throws Exception {
    makeCertificate();
    Path key = folder.resolve("key.pem");
    return Launched.triga(
            "echo",
            "--bind",
            "tls:127.0.0.1:0",
            "--cert",
            certificate().toString(),
            "--key",
            key.toString())
        .untilReady();
  }

  private static int port(Launched echo) {
    return ((Endpoint.Tls) Endpoint.parse(echo.endpoints().getFirst())).port();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_3", "-tls1_2"})
  void opensslSpeaksToIt(String version) throws Exception {
    try (Launched echo = start()) {
      var command =
          new ArrayList<>(
              List.of("timeout", "10", "openssl", "s_client", "-quiet", "-no_ign_eof", version));
      command.addAll(
          List.of(
              "-connect",
              "127.0.0.1:" + port(echo),
              "-servername",
              "localhost",
              "-verify_return_error",
              "-CAfile",
              certificate().toString()));
      // The client leaves at the end of its input, so that one line stays open for the answer.
      var shell = "(echo hello; sleep 1) | " + String.join(" ", command);
      assertThat(talk("", List.of("sh", "-c", shell))).contains("hello");
      echo.signal("TERM");
      echo.endsInOrder();
    }
  }

  @Test
  void anOldVersionIsRefused() throws Exception {
    try (Launched echo = start()) {
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
      echo.signal("TERM");
      echo.endsInOrder();
    }
  }

  /// The fingerprint of the certificate that the server shows.
  private static String shown(Launched echo) throws Exception {
    String shell =
        "openssl s_client -connect 127.0.0.1:%d -servername localhost </dev/null 2>/dev/null"
            .formatted(port(echo));
    return talk("", List.of("sh", "-c", shell + " | openssl x509 -noout -fingerprint"));
  }

  @Test
  void aNewCertificateIsShownAfterHupAndAWrongOneIsNot() throws Exception {
    try (Launched echo = start()) {
      String first = shown(echo);
      makeCertificate();
      assertThat(shown(echo)).isEqualTo(first);
      echo.signal("HUP");
      String second = first;
      for (int i = 0; i < 100 && second.equals(first); i++) {
        second = shown(echo);
      }
      assertThat(second).contains("Fingerprint").isNotEqualTo(first);

      Files.writeString(certificate(), "garbage");
      echo.signal("HUP");
      for (int i = 0; i < 3; i++) {
        assertThat(shown(echo)).isEqualTo(second);
      }
      echo.signal("TERM");
      assertThat(echo.end()).isZero();
      assertThat(echo.standardError())
          .contains("the TLS credentials stay as they are")
          .contains("certificate.pem");
    }
  }

  @Test
  void pythonGetsAMebibyteBack() throws Exception {
    ForeignProgram.require("python3");
    try (Launched echo = start()) {
      assertThat(
              talk(
                  "",
                  List.of(
                      "python3",
                      "-c",
                      PYTHON_CLIENT,
                      Integer.toString(port(echo)),
                      certificate().toString())))
          .isEqualTo("TLSv1.3 True\nended\n");
      echo.signal("TERM");
      echo.endsInOrder();
    }
  }
}
