package dev.triga.nativeio.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.net.ListenOptions;
import dev.triga.net.TlsCredentials;
import dev.triga.net.TlsOptions;
import dev.triga.protocol.Framing;
import dev.triga.reactor.Reactor;
import dev.triga.testing.TestAuthority;
import dev.triga.testing.TrigaTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a scanner finds at the default server: protocols, server preferences, forward secrecy and
/// vulnerabilities. Minutes, so in the nightly profile.
@TrigaTest
@EnabledIfSystemProperty(named = "triga.nightly", matches = "true")
class TestsslTest {
  private static final Pattern SERIOUS =
      Pattern.compile("\"severity\"\\s*:\\s*\"(MEDIUM|HIGH|CRITICAL|FATAL)\"");

  @ParameterizedTest
  @EnumSource
  @Timeout(value = 15, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
  void nothingSeriousIsFound(TestAuthority.KeyKind kind, Reactor reactor, @TempDir Path folder)
      throws Exception {
    reactor.start();
    var identity = TestAuthority.create().identity(kind, "127.0.0.1", "localhost");
    int port =
        Ours.listen(
            reactor,
            ListenOptions.DEFAULT.withTls(TlsOptions.server(TlsCredentials.of(identity))),
            transport -> new Wrapping(transport, Framing.lines()));
    var report = folder.resolve("report.json");
    try (var testssl =
        Foreign.start(
            "testssl",
            "--quiet",
            "--color",
            "0",
            "--warnings",
            "batch",
            "-p",
            "-s",
            "-f",
            "-U",
            "--jsonfile",
            report.toString(),
            "127.0.0.1:" + port)) {
      String said = testssl.rest();
      assertThat(Files.readString(report).lines())
          .as(said)
          .anyMatch(line -> line.contains("\"id\""))
          .noneMatch(line -> SERIOUS.matcher(line).find());
    }
  }
}
