package dev.triga.benchmarks;

import static dev.triga.benchmarks.CommandRun.quick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Each benchmark of servers that send much, in TLS, HTTP or datagrams, runs and shows its rows.
/// Figures are nobody's business here.
class ProtocolsAreComparedTest {
  /// Servers that run everywhere; the others may be skipped with a reason.
  private static final List<String> PORTABLE = List.of("triga-nio", "netty-nio");

  @Test
  void bulkComparesTheServersForEachSizeOfAWriteAndForAFile() {
    CompiledPrograms.orSkip().close();
    CommandRun run = quick("bulk", "--load", "64k,file");
    PORTABLE.forEach(name -> assertThat(run.rowsOf(name)).as(name).hasSize(2));
    assertThat(run.out()).contains("writes of 64 KiB", "a file of 64 MiB");
    run.assertNamed("c-epoll", "triga-epoll", "netty-epoll");
    CommandRun large = quick("bulk", "--load", "1m", "--only", "c-epoll,triga-nio");
    assertThat(large.out()).contains("writes of 1024 KiB");
    large.assertRows(1, "triga-nio");
  }

  /// A few of the servers: the first handshakes of a JVM take a second.
  @Test
  void tlsComparesEchoesAndHandshakes() {
    CommandRun echoes = quick("tls", "--load", "echo", "--only", "triga-nio,netty-nio");
    PORTABLE.forEach(name -> assertThat(echoes.rowsOf(name)).as(name).hasSize(1));
    CommandRun handshakes =
        quick("tls", "--load", "handshake", "--only", "triga-nio,netty-epoll-tcnative");
    handshakes.assertRows(1, "triga-nio");
    handshakes.assertNamed("netty-epoll-tcnative");
  }

  /// Seconds each, because `wrk` knows no shorter ones.
  @Test
  void httpComparesTheServersUnderWrk() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/wrk")), "no wrk");
    CommandRun run =
        Boolean.getBoolean("triga.nightly")
            ? quick("http")
            : CommandRun.of("http", "--quick", "--load", "pipelined-64", "--only", "triga-nio");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.rowsOf("triga-nio")).isNotEmpty();
    assertThat(run.out()).contains("16 requests ahead");
    if (Boolean.getBoolean("triga.nightly")) {
      run.assertNamed("netty-epoll", "vertx-native", "helidon", "jetty", "jdk");
    }
  }

  @Test
  void udpComparesDatagramEchoes() {
    assumeTrue(Files.exists(Path.of("/usr/bin/cc")), "only a C program generates datagrams");
    CommandRun run = quick("udp");
    run.assertRows(2, "triga-nio", "netty-nio");
    run.assertNamed("triga-epoll", "netty-epoll", "netty-epoll-batch");
  }
}
