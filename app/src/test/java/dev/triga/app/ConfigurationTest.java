package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/// The settings of the commands.
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class ConfigurationTest {
  @TempDir private Path folder = Path.of("");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int triga(String... args) {
    return Main.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  @AfterEach
  void realEnvironment() {
    ServerEnvironment.SOURCE.set(System::getenv);
  }

  @Test
  void eachValueIsPrintedWithItsOrigin() throws Exception {
    Path file = Files.writeString(folder.resolve("f.toml"), "\nworkers = 3\nuser = 'web'\n");
    ServerEnvironment.SOURCE.set(() ->
        Map.of("TRIGA_WORKERS", "4", "TRIGA_CONFIG", file.toString(), "TRIGA_KEEP_ALIVE", "9"));
    assertThat(triga("echo", "--print-config", "--bind", "tcp:1", "--bind", "udp:2", "--reload"))
        .isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString())
        .isEqualTo(
            """
            # triga echo
            bind = ["tcp:1", "udp:2"]  # command line
            workers = 4                # environment TRIGA_WORKERS
            concurrency = "process"    # default
            timeout = 30               # default
            max-requests = 0           # default
            max-requests-jitter = 0    # default
            keep-alive = 9             # environment TRIGA_KEEP_ALIVE
            # access-log is not set
            backlog = 1024             # default
            # cert is not set
            # key is not set
            graceful-timeout = 30      # default
            # reactor is not set
            # pid-file is not set
            user = "web"               # FILE:3
            # group is not set
            log-level = "warning"      # default
            # log-file is not set
            reload = true              # command line
            dashboard = "off"          # default
            # class-path is not set
            """
                .replace("FILE", file.toString()));
  }

  @Test
  void withACertificateTheDefaultEndpointIsATlsOne() {
    assertThat(triga("http", "--print-config", "--cert", "c.pem", "--key", "k.pem")).isZero();
    assertThat(out.toString()).contains("bind = [\"tls:127.0.0.1:8060\"]");
  }

  @Test
  void aMistakeInTheFileIsOneLine() throws Exception {
    Path file = Files.writeString(folder.resolve("f.toml"), "call-millis = 5\n");
    assertThat(triga("echo", "--config", file.toString())).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(1).contains(file + ":1:", "call-millis", "triga echo");
  }

  @Test
  void aFileThatIsMissingIsAMistake() {
    assertThat(triga("echo", "--config", folder.resolve("no").toString())).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(1).contains("--config", "there is no such file");
  }

  @Test
  void aFileThatAVariableNamesAndThatIsMissingIsAMistakeOfTheVariable() {
    ServerEnvironment.SOURCE.set(() -> Map.of("TRIGA_CONFIG", "/no/such.toml"));
    assertThat(triga("echo")).isEqualTo(2);
    assertThat(err.toString())
        .hasLineCount(1)
        .contains("variable TRIGA_CONFIG: '/no/such.toml': there is no such file");
  }

  @Test
  void anUnknownVariableIsAMistake() {
    ServerEnvironment.SOURCE.set(() -> Map.of("TRIGA_WORKER", "4"));
    assertThat(triga("echo")).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(1).contains("TRIGA_WORKER", "is it TRIGA_WORKERS?");
  }

  @Test
  void aHandlerThatIsNotThereIsAMistake() throws Exception {
    assertThat(triga("http", "no.Such")).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(1).contains("no class 'no.Such'");
    Path other = Files.writeString(folder.resolve("Other.java"), "class Other {}");
    assertThat(triga("http", other.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("no class that implements dev.triga.http.HttpApplication");
  }
}
