package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.net.CloseReason;
import dev.triga.protocol.ConnectionAccount;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ConnectionLogTest {
  private static final Instant NOW = Instant.parse("2026-11-21T16:00:01.5Z");

  private static String line(SocketAddress from, SocketAddress to, CloseReason reason) {
    return ConnectionLog.line(
        new ConnectionAccount(from, to, Duration.ofMillis(1_500), 12, 34, reason), NOW);
  }

  @Test
  void aConnectionIsOneLineThatBeginsWhenItBegan() {
    assertThat(
            line(
                new InetSocketAddress("::1", 40_000),
                new InetSocketAddress("127.0.0.1", 7000),
                CloseReason.DONE))
        .isEqualTo(
            "tcp:[::1]:40000 [21/Nov/2026:16:00:00 +0000] tcp:127.0.0.1:7000 done 12 34 1.500");
  }

  @Test
  void nothingLeavesItsWordOrItsLine() {
    assertThat(
            line(
                UnixDomainSocketAddress.of(""),
                UnixDomainSocketAddress.of("/a b"),
                CloseReason.of(CloseReason.Kind.TIMED_OUT, "a \"b\"\nc")))
        .isEqualTo(
            "- [21/Nov/2026:16:00:00 +0000] unix:/a\\u0020b timed-out 12 34 1.500"
                + " \"a 'b'\\u000ac\"");
  }
}
