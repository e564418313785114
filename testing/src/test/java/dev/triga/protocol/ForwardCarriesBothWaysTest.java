package dev.triga.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.net.Endpoint;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import dev.triga.testing.Gen;
import dev.triga.testing.MemoryPeer;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.Peer;
import dev.triga.testing.TrigaTest;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@TrigaTest
class ForwardCarriesBothWaysTest {
  private static final InetSocketAddress FROM = new InetSocketAddress("127.0.0.1", 7000);
  private static final Endpoint TO = Endpoint.parse("tcp:127.0.0.1:7001");

  private final List<Recorded> targets = new ArrayList<>();
  private MemoryReactor memory;

  /// The server behind.
  static final class Recorded implements Protocol {
    final Transport transport;
    final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    boolean hasEnded;

    Recorded(Transport transport) {
      this.transport = transport;
    }

    @Override
    public void dataReceived(ByteBuffer data) {
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      heard.writeBytes(bytes);
    }

    @Override
    public void readClosed(Transport same) {
      hasEnded = true;
    }
  }

  @BeforeEach
  void listen(MemoryReactor memory) {
    this.memory = memory;
    memory.reactor().listen(Endpoint.parse("tcp:127.0.0.1:7000"), Forward.to(TO));
  }

  private MemoryPeer connect() {
    memory
        .reactor()
        .listen(
            TO,
            transport -> {
              targets.add(new Recorded(transport));
              return targets.getLast();
            });
    var peer = memory.network().connect(FROM);
    memory.settle();
    return peer;
  }

  @Test
  void bytesGoThere() {
    var peer = connect();
    peer.write("early");
    memory.settle();
    assertThat(targets.getFirst().heard.toString(UTF_8)).isEqualTo("early");
    targets.getFirst().transport.write(UTF_8.encode("answer"));
    memory.settle();
    assertThat(new String(peer.readAvailable(), UTF_8)).isEqualTo("answer");
    peer.abort();
    memory.settle();
  }

  @Test
  void oneDirectionMayEndBeforeTheOther() {
    var peer = connect();
    peer.write("question");
    peer.shutdownOutput();
    memory.settle();
    assertThat(targets.getFirst().hasEnded).isTrue();
    targets.getFirst().transport.write(UTF_8.encode("answer"));
    memory.settle();
    assertThat(new String(peer.readAvailable(), UTF_8)).isEqualTo("answer");
    targets.getFirst().transport.close();
    memory.settle();
    assertThat(peer.end()).isEqualTo(Peer.End.ORDERLY);
    peer.close();
    memory.settle();
  }

  @Test
  void aResetReachesTheOtherSide() {
    var peer = connect();
    targets.getFirst().transport.abort();
    memory.settle();
    assertThat(peer.end()).isEqualTo(Peer.End.RESET);
  }

  @Test
  void aTargetThatRefusesIsLogged() {
    for (int i = 0; i < 3; i++) {
      var peer = memory.network().connect(FROM);
      memory.settle();
      assertThat(peer.end()).isEqualTo(Peer.End.RESET);
    }
    memory.runFor(Duration.ofSeconds(2));
    assertThat(memory.network().connect(FROM)).isNotNull();
    memory.settle();
    assertThat(memory.reactor().log().history())
        .filteredOn(entry -> entry.message().startsWith("cannot forward"))
        .satisfiesExactly(
            first -> {
              assertThat(first.message())
                  .startsWith("cannot forward a connection: cannot connect to tcp:");
              assertThat(first.error()).isNull();
            },
            second ->
                assertThat(second.message())
                    .startsWith(
                        "cannot forward a connection (2 more failures were not logged): cannot"
                            + " connect to tcp:"));
  }

  @Test
  void whoLeavesBeforeTheTargetAnswersLeavesNothing() {
    var target = new InetSocketAddress("127.0.0.9", 7001);
    memory.network().silent(target.getAddress());
    memory.reactor().listen(Endpoint.parse("tcp:127.0.0.1:7002"), Forward.to(Endpoint.of(target)));
    var peer = memory.network().connect(new InetSocketAddress("127.0.0.1", 7002));
    memory.settle();
    peer.abort();
    memory.settle();
  }

  @Test
  void aSlowReaderSlowsTheSenderAndNothingIsLost(Gen gen) {
    memory.network().windowBytes(1_000);
    var peer = connect();
    byte[] data = gen.exactBytes(500_000);
    var target = targets.getFirst().transport;
    target.pauseReading();
    int sent = 0;
    int idle = 0;
    while (idle < 3) {
      int taken = peer.offer(java.util.Arrays.copyOfRange(data, sent, data.length));
      sent += taken;
      idle = taken == 0 ? idle + 1 : 0;
      memory.settle();
    }
    assertThat(sent).isLessThan(200_000);
    target.resumeReading();
    while (sent < data.length) {
      sent += peer.offer(java.util.Arrays.copyOfRange(data, sent, data.length));
      memory.settle();
    }
    peer.close();
    memory.settle();
    assertThat(targets.getFirst().heard.toByteArray()).isEqualTo(data);
    target.close();
    memory.settle();
  }
}
