package dev.triga.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

@TrigaTest
class MemoryNetworkBehavesTest {
  private static final InetSocketAddress ADDRESS = new InetSocketAddress("127.0.0.1", 7000);
  private static final Endpoint ENDPOINT = Endpoint.parse("tcp:127.0.0.1:7000");

  record Echo(Transport transport) implements Protocol {
    @Override
    public void dataReceived(ByteBuffer data) {
      transport.write(data);
    }
  }

  @Test
  void aServerAnswersWithoutAnyThread(MemoryReactor memory) {
    memory.reactor().listen(ENDPOINT, Echo::new);
    var peer = memory.network().connect(ADDRESS);
    peer.write("hello");
    memory.settle();
    assertThat(new String(peer.readAvailable(), UTF_8)).isEqualTo("hello");
    peer.close();
    memory.settle();
  }

  @Test
  void whereNobodyListensConnectionsAreRefused(MemoryNetwork network) {
    assertThatThrownBy(() -> network.connect(ADDRESS))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("refused");
  }

  @Test
  void aFullBacklogTakesNoMore(MemoryReactor memory) {
    var port = memory.reactor().listen(ENDPOINT, ListenOptions.DEFAULT.withBacklog(1), Echo::new);
    port.pauseAccepting();
    var first = memory.network().connect(ADDRESS);
    assertThatThrownBy(() -> memory.network().connect(ADDRESS))
        .isInstanceOf(UncheckedIOException.class);
    port.resumeAccepting();
    memory.settle();
    memory.network().connect(ADDRESS).close();
    first.close();
    memory.settle();
  }

  @Test
  void aWildcardPortIsReachedByEveryAddress(MemoryReactor memory) {
    memory.reactor().listen(Endpoint.parse("tcp:7000"), Echo::new);
    memory.network().connect(ADDRESS).close();
    memory.network().connect(new InetSocketAddress("127.0.0.2", 7000)).close();
    memory.settle();
  }

  @Test
  void sharedPortsTakeTurns(MemoryNetwork network) {
    var options = ListenOptions.DEFAULT.withReusePort();
    try (var one = MemoryReactor.open(network);
        var other = MemoryReactor.open(network)) {
      var first = one.reactor().listen(ENDPOINT, options, Echo::new);
      var second = other.reactor().listen(ENDPOINT, options, Echo::new);
      var peers = new ArrayList<Peer>();
      for (int i = 0; i < 4; i++) {
        peers.add(network.connect(ADDRESS));
      }
      one.settle();
      other.settle();
      assertThat(first.connections()).isEqualTo(2);
      assertThat(second.connections()).isEqualTo(2);
      peers.forEach(Peer::close);
      one.settle();
      other.settle();
    }
  }

  @Test
  void segmentsCutEverythingIntoPieces(MemoryReactor memory) {
    memory.network().segmentBytes(3);
    var sizes = new ArrayList<Integer>();
    memory
        .reactor()
        .listen(
            ENDPOINT,
            transport ->
                new Protocol() {
                  @Override
                  public void dataReceived(ByteBuffer data) {
                    sizes.add(data.remaining());
                  }
                });
    var peer = memory.network().connect(ADDRESS);
    peer.write("12345678");
    memory.settle();
    assertThat(sizes).containsExactly(3, 3, 2);
    peer.close();
    memory.settle();
  }

  @Test
  void closingWithUnreadDataResets(MemoryReactor memory) {
    memory
        .reactor()
        .listen(
            ENDPOINT,
            transport -> {
              transport.write(ByteBuffer.wrap("unread".getBytes(UTF_8)));
              return new Echo(transport);
            });
    var peer = memory.network().connect(ADDRESS);
    memory.settle();
    peer.close();
    memory.settle();
    assertThat(memory.reactor().dump()).contains("connections: 0");
  }

  @Test
  void aWindowHoldsAWriterUp(MemoryReactor memory) {
    memory.network().windowBytes(10);
    memory.reactor().listen(ENDPOINT, Echo::new);
    var peer = memory.network().connect(ADDRESS);
    assertThat(peer.offer(new byte[25])).isEqualTo(10);
    assertThat(peer.offer(new byte[25])).isZero();
    memory.settle();
    assertThat(peer.offer(new byte[25])).isEqualTo(10);
    peer.close();
    memory.settle();
  }
}
