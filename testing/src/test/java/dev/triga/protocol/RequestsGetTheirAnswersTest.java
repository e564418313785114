package dev.triga.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.async.Deferred;
import dev.triga.async.TimeoutFailure;
import dev.triga.net.ConnectionEnded;
import dev.triga.net.Endpoint;
import dev.triga.net.Transport;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.Peer;
import dev.triga.testing.TrigaTest;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@TrigaTest
class RequestsGetTheirAnswersTest {
  private static final InetSocketAddress ADDRESS = new InetSocketAddress("127.0.0.1", 7000);
  private static final Endpoint ENDPOINT = Endpoint.parse("tcp:127.0.0.1:7000");

  /// A client whose answers come in order, and one whose answers name the request.
  static final class Client extends LineProtocol {
    final RequestQueue<String> queue;
    final RequestTable<Integer, String> table;

    Client(Transport transport) {
      super(transport, Framing.lines("\n"), java.nio.charset.StandardCharsets.UTF_8);
      queue = new RequestQueue<>(transport, 3);
      table = new RequestTable<>(transport, 3);
    }

    @Override
    protected void lineReceived(String line) {
      if (line.startsWith("#")) {
        int key = line.charAt(1) - '0';
        table.answer(key, line.substring(2));
      } else {
        queue.answer(line);
      }
    }
  }

  private MemoryReactor memory;
  private Client client;
  private Peer peer;

  @BeforeEach
  void connect(MemoryReactor memory) {
    this.memory = memory;
    var made = new ArrayList<Client>();
    memory
        .reactor()
        .listen(
            ENDPOINT,
            transport -> {
              made.add(new Client(transport));
              return made.getFirst();
            });
    peer = memory.network().connect(ADDRESS);
    memory.settle();
    client = made.getFirst();
  }

  private void says(String text) {
    peer.write(text);
    memory.settle();
  }

  @Test
  void inOrder() {
    var one = client.queue.add();
    var two = client.queue.add();
    says("first\nsecond\n");
    assertThat(one.resultNow()).isEqualTo("first");
    assertThat(two.resultNow()).isEqualTo("second");
    peer.close();
    memory.settle();
  }

  @Test
  void anAnswerThatIsTooLateIsNotTakenForTheNext() {
    var one = client.queue.add().timeout(Duration.ofSeconds(1));
    var two = client.queue.add();
    memory.runFor(Duration.ofSeconds(1));
    assertThat(one.failureNow()).isInstanceOf(TimeoutFailure.class);
    says("first\nsecond\n");
    assertThat(two.resultNow()).isEqualTo("second");
    peer.close();
    memory.settle();
  }

  @Test
  void byName() {
    var one = client.table.add(1);
    var two = client.table.add(2);
    says("#2b\n#1a\n#3nobody\n");
    assertThat(one.resultNow()).isEqualTo("a");
    assertThat(two.resultNow()).isEqualTo("b");
    peer.close();
    memory.settle();
  }

  @Test
  void aCancelledRequestLeavesItsPlace() {
    client.table.add(1).cancel();
    memory.settle();
    assertThat(client.table.size()).isZero();
    assertThat(client.table.answer(1, "late")).isFalse();
    peer.close();
    memory.settle();
  }

  @Test
  void allFailWhenTheConnectionEnds() {
    var waiting = new ArrayList<Deferred<String>>();
    waiting.add(client.queue.add());
    waiting.add(client.queue.add());
    waiting.add(client.table.add(7));
    peer.abort();
    memory.settle();
    assertThat(waiting)
        .allSatisfy(each -> assertThat(each.failureNow()).isInstanceOf(ConnectionEnded.class));
    assertThat(client.queue.add().failureNow()).isInstanceOf(ConnectionEnded.class);
    assertThat(client.table.add(8).failureNow()).hasMessageContaining("request 8");
  }

  @Test
  void oneTooManyFails() {
    for (int i = 0; i < 3; i++) {
      client.queue.add().exceptionally(failure -> "ended");
    }
    assertThat(client.queue.add().failureNow())
        .isInstanceOf(RequestLimitException.class)
        .hasMessageContaining("3 requests");
    assertThatThrownBy(() -> new RequestQueue<>(client.transport(), 0))
        .isInstanceOf(IllegalArgumentException.class);
    peer.close();
    memory.settle();
  }
}
