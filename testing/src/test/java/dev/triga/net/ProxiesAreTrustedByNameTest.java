package dev.triga.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Only the proxies that are named are believed.
class ProxiesAreTrustedByNameTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.4, false",
    "192.168.1.128/25, 192.168.1.127, false",
    "192.168.1.128/25, 192.168.1.129, true",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, ::1, false",
    "fd00::/8, fdff::1, true",
    "fd00::/8, fe00::1, false",
    "::1, ::1, true",
  })
  void aRangeHoldsWhatBeginsWithItsBits(String range, String address, boolean isTrusted) {
    var peer = new InetSocketAddress(InetAddress.ofLiteral(address), 1234);
    assertThat(ProxyProtocol.from(range).trusts(peer)).isEqualTo(isTrusted);
  }

  @Test
  void unixSocketsAreTrustedByTheirPermissions() {
    assertThat(ProxyProtocol.from().trusts(UnixDomainSocketAddress.of("/run/proxy"))).isTrue();
    assertThat(ProxyProtocol.from().trusts(InetSocketAddress.createUnresolved("proxy", 1)))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"proxy.example", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "10.0.0.1/8", ""})
  void whatIsNoRangeIsRefusedWithItsText(String range) {
    assertThatThrownBy(() -> ProxyProtocol.from(range))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + range + "'");
  }

  @Test
  void impossibleLimitsAreRefused() {
    var options = ProxyProtocol.from();
    assertThatThrownBy(() -> options.withTimeout(Duration.ZERO)).hasMessageContaining("PT0S");
    assertThatThrownBy(() -> options.withHeaderBytesMax(106)).hasMessageContaining("106");
    assertThatThrownBy(() -> options.withPendingMax(0)).hasMessageContaining("0 connections");
  }
}
