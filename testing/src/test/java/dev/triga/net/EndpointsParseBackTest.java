package dev.triga.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.triga.testing.Gen;
import dev.triga.testing.TrigaTest;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@TrigaTest
class EndpointsParseBackTest {
  private static final int RUNS = 5_000;
  private static final Pattern OPTION = Pattern.compile(":[a-z]+=");

  @Test
  void whateverCanBeMadeIsReadBackAsTheSame(Gen gen) {
    for (int run = 0; run < RUNS; run++) {
      var endpoint = anyEndpoint(gen);
      assertThat(Endpoint.parse(endpoint.toString())).isEqualTo(endpoint);
    }
  }

  private static Endpoint anyEndpoint(Gen gen) {
    int port = gen.between(0, 65_535);
    return switch (gen.between(0, 7)) {
      case 0 -> new Endpoint.Tcp(host(gen), port);
      case 1 -> new Endpoint.Tls(host(gen), port);
      case 2 -> new Endpoint.Udp(host(gen), port);
      case 3 -> unix(gen);
      case 4 -> new Endpoint.UnixAbstract(name(gen));
      case 5 -> new Endpoint.Systemd(gen.between(0, 999_999_999));
      case 6 -> new Endpoint.Fd(gen.between(0, 999_999_999));
      default -> new Endpoint.Stdio();
    };
  }

  private static String host(Gen gen) {
    return gen.oneOf("", "localhost", "a.b-c_d.example", "127.0.0.1", "::1", "fe80::1%2", "x");
  }

  private static Endpoint.Unix unix(Gen gen) {
    var path = new Endpoint.Unix("/" + name(gen), null);
    return gen.oneIn(2) ? path : path.withMode(gen.between(0, 0777));
  }

  /// Anything that a name may be: no controls, at most 100 bytes, no option such as a mode.
  private static String name(Gen gen) {
    var name = new StringBuilder("n");
    gen.string(100)
        .codePoints()
        .filter(c -> !Character.isISOControl(c))
        .forEach(c -> {
          String grown = name + Character.toString(c);
          if (grown.getBytes(StandardCharsets.UTF_8).length <= 100
              && !OPTION.matcher(grown).find()) {
            name.appendCodePoint(c);
          }
        });
    return name.toString();
  }

  @Test
  void noTextBreaksTheParser(Gen gen) {
    var parts =
        Set.of(
            "tcp:",
            "tls:",
            "udp:",
            "unix:",
            "systemd:",
            "fd:",
            "stdio:",
            "[",
            "]",
            ":",
            "/",
            "@",
            "::1",
            "%",
            "65535",
            "0",
            "-1",
            ":mode=",
            "660",
            "host",
            "\0",
            "\n",
            "\ud800");
    for (int run = 0; run < RUNS; run++) {
      var text = new StringBuilder();
      for (int count = gen.between(0, 6); count > 0; count--) {
        text.append(gen.oneIn(5) ? gen.string(5) : gen.oneOf(parts.stream().sorted().toList()));
      }
      try {
        var endpoint = Endpoint.parse(text.toString());
        assertThat(Endpoint.parse(endpoint.toString())).isEqualTo(endpoint);
      } catch (EndpointSyntaxException e) {
        assertThat(e.getMessage()).contains("; write ").doesNotContain("\n", "\0");
      }
    }
  }

  @Test
  void aMessageIsOneLine() {
    assertThatExceptionOfType(EndpointSyntaxException.class)
        .isThrownBy(() -> Endpoint.parse("tcp:a\nb:1"))
        .withMessageContaining("\\u000a");
  }
}
