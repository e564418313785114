package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A mistake on the command line of `echo` is answered in one line that says what to change.
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class EchoMistakesTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int echo(String... options) {
    String[] args = new String[options.length + 1];
    args[0] = "echo";
    System.arraycopy(options, 0, args, 1, options.length);
    return Main.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  @ParameterizedTest
  @CsvSource({
    "--bind, tcp:127.0.0.1:99999, 0..65535",
    "--bind, tcp:[zz]:1, tcp:HOST:PORT",
    "--bind, nonsense, tcp:HOST:PORT",
    "--bind, unix:relative, unix:/PATH",
    "--bind, unix:/tmp/s:mod=600, unix:/PATH:mode=660",
    "--bind, fd:x, fd:NUMBER",
    "--user, no-such-user, a name or a number",
    "--group, no-such-group, a name or a number",
    "--user, '', the name is empty",
    "--user, 12345678901, within 0..2147483647",
    "--user, -1, within 0..2147483647",
    "--group, 2147483648, within 0..2147483647",
    "--reactor, no-such-driver, nio",
    "--dashboard, nonsense, tcp:HOST:PORT",
    "--dashboard, udp:127.0.0.1:1, tcp: and unix: only",
    "--backlog, 0, 1..",
    "--keep-alive, 0, 0.001..",
    "--keep-alive, forever, 0.001..",
    "--backlog, many, 1..",
    "--graceful-timeout, -1, 0.001..",
    "--graceful-timeout, NaN, 0.001..",
    "--log-level, loud, 'debug, info, warning, error, critical'",
  })
  void aBadValueIsNamedWithItsOptionAndWhatIsAllowed(String option, String value, String allowed) {
    assertThat(echo(option, value)).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).hasLineCount(1).contains(option, value, allowed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--bind", "--reactor", "--backlog", "--log-level"})
  void aValueWithALineEndIsStillAnsweredInOneLine(String option) {
    assertThat(echo(option, "a\nb:1")).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(1).contains(option, "a\\u000ab");
  }

  @ParameterizedTest
  @CsvSource({
    "stdio:, --workers, 2, own process only",
    "stdio:, --timeout, 5, own process only",
    "tcp:127.0.0.1:0, --concurrency, thread, --workers 0",
  })
  void anOptionAboutWorkersWhereThereAreNoneIsAMistake(
      String endpoint, String option, String value, String reason) {
    var options = new ArrayList<>(List.of("--bind", endpoint, option, value));
    if (!endpoint.equals("stdio:")) {
      options.addAll(List.of("--workers", "0"));
    }
    assertThat(echo(options.toArray(String[]::new))).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).hasLineCount(1).contains(option, reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fd:3", "systemd:0"})
  void onNioASocketOfAnotherProgramIsAMistake(String endpoint) {
    assertThat(echo("--reactor", "nio", "--bind", endpoint)).isEqualTo(2);
    assertThat(err.toString())
        .hasLineCount(1)
        .contains(endpoint, "driver nio cannot take over descriptor number 3");
  }

  @Test
  void tlsNeedsACertificate() {
    assertThat(echo("--bind", "tls:127.0.0.1:0")).isEqualTo(2);
    assertThat(err.toString())
        .hasLineCount(1)
        .contains("tls:127.0.0.1:0", "--cert FILE --key FILE");
  }

  @Test
  void aCertificateNeedsItsKey() {
    assertThat(echo("--cert", "chain.pem")).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(1).contains("--key is missing");
  }

  @Test
  void aCertificateFileThatIsMissingIsNamed() {
    assertThat(echo("--cert", "no/chain.pem", "--key", "no/key.pem")).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(1).contains("'no/chain.pem' does not exist");
  }

  @Test
  void aPortInUseIsAFailureOfOneLine() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String endpoint = "tcp:127.0.0.1:" + taken.getLocalPort();
      assertThat(echo("--bind", "tcp:127.0.0.1:0", "--bind", endpoint)).isEqualTo(1);
      assertThat(out.toString()).as("nothing is announced").isEmpty();
      assertThat(err.toString()).hasLineCount(1).contains(endpoint, "in use");
    }
  }

  @Test
  void aStatusPageWhosePortIsTakenIsAFailureOfOneLine() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String endpoint = "tcp:127.0.0.1:" + taken.getLocalPort();
      assertThat(echo("--bind", "tcp:127.0.0.1:0", "--dashboard", endpoint)).isEqualTo(1);
      assertThat(out.toString()).as("nothing is announced").isEmpty();
      assertThat(err.toString()).hasLineCount(1).contains(endpoint, "in use");
    }
  }

  @Test
  void debugAddsTheStackTrace() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(echo("--debug", "--bind", "127.0.0.1:" + taken.getLocalPort())).isEqualTo(1);
      assertThat(err.toString()).contains("in use", "BindFailure", "\tat dev.triga.");
    }
  }

  @Test
  void anUnknownHostIsAFailureOfOneLine() {
    assertThat(echo("--bind", "tcp:no-such-host.invalid:7000")).isEqualTo(1);
    assertThat(err.toString()).hasLineCount(1).contains("'no-such-host.invalid' is unknown");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--log-file", "--access-log"})
  void aLogThatCannotBeWrittenIsAFailureOfOneLine(String option, @TempDir Path folder) {
    String file = folder.resolve("none").resolve("log").toString();
    assertThat(echo("--bind", "tcp:127.0.0.1:0", option, file)).isEqualTo(1);
    assertThat(err.toString()).hasLineCount(1).contains(file, "no such folder");
  }

  @ParameterizedTest
  @CsvSource({
    "fd:3, descriptor number",
    "unix:@name, abstract",
    "systemd:0, systemd",
  })
  void anEndpointThatTheDriverCannotServeIsAMistakeOfOneLine(String endpoint, String reason) {
    assertThat(echo("--reactor", "nio", "--bind", endpoint)).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).hasLineCount(1).contains(endpoint, reason);
  }
}
