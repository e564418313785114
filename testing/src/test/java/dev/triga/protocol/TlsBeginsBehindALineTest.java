package dev.triga.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.net.CloseReason;
import dev.triga.net.Endpoint;
import dev.triga.net.TlsCredentials;
import dev.triga.net.TlsOptions;
import dev.triga.net.Transport;
import dev.triga.testing.MemoryPeer;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.Peer;
import dev.triga.testing.TestAuthority;
import dev.triga.testing.TrigaTest;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// A line may ask for TLS; what somebody has put behind it in clear is not taken for what the peer
/// says inside.
@TrigaTest
class TlsBeginsBehindALineTest {
  private static final InetSocketAddress ADDRESS = new InetSocketAddress("127.0.0.1", 7000);
  private static final TlsOptions TLS =
      TlsOptions.server(TlsCredentials.of(TestAuthority.create().identity("localhost")));

  /// Goes over to TLS at a line.
  static final class Mail extends LineProtocol {
    final List<String> heard = new ArrayList<>();
    CloseReason reason = CloseReason.DONE;

    Mail(Transport transport) {
      super(transport, Framing.lines("\n"), UTF_8);
    }

    @Override
    protected void lineReceived(String line) {
      heard.add(line);
      if (line.equals("STARTTLS")) {
        sendLine("go ahead");
        var unused = startTls(TLS).exceptionally(failure -> null);
      }
    }

    @Override
    public void connectionLost(CloseReason why) {
      reason = why;
    }
  }

  private record Session(MemoryReactor memory, MemoryPeer peer, Mail mail) {
    static Session open(MemoryReactor memory) {
      var made = new ArrayList<Mail>();
      memory
          .reactor()
          .listen(
              Endpoint.parse("tcp:127.0.0.1:7000"),
              transport -> {
                made.add(new Mail(transport));
                return made.getFirst();
              });
      var peer = memory.network().connect(ADDRESS);
      memory.settle();
      return new Session(memory, peer, Objects.requireNonNull(made.getFirst()));
    }

    void says(String text) {
      peer.write(text);
      memory.settle();
    }
  }

  @Test
  void whatIsSmuggledInBehindTheLineEndsTheConnection(MemoryReactor memory) {
    var session = Session.open(memory);
    session.says("HELO\nSTARTTLS\nMAIL FROM:<mallory>\n");
    assertThat(session.mail().heard).containsExactly("HELO", "STARTTLS");
    assertThat(session.mail().reason.kind()).isEqualTo(CloseReason.Kind.TLS);
    assertThat(session.mail().reason.detail()).startsWith("20 bytes in clear");
  }

  @Test
  void whatComesLaterIsTheHandshake(MemoryReactor memory) {
    var session = Session.open(memory);
    session.says("HELO\nSTARTTLS\n");
    assertThat(new String(session.peer().read(9, Duration.ofSeconds(1)), UTF_8))
        .isEqualTo("go ahead\n");
    session.says("MAIL FROM:<mallory>\n");
    assertThat(session.mail().heard).containsExactly("HELO", "STARTTLS");
    assertThat(session.mail().reason.detail()).contains("not TLS");
    assertThat(session.peer().awaitEnd(Duration.ofSeconds(1))).isNotEqualTo(Peer.End.OPEN);
    session.peer().close();
    memory.settle();
  }
}
