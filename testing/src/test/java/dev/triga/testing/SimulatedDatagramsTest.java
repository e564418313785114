package dev.triga.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.net.DatagramOptions;
import dev.triga.net.DatagramProtocol;
import dev.triga.net.DatagramTransport;
import dev.triga.net.Endpoint;
import dev.triga.reactor.Reactor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Datagrams between simulated hosts: they go to their host only, and nobody sends a lost one
/// again.
@TrigaTest
class SimulatedDatagramsTest {
  private static final int PORT = 7000;
  private static final int MANY = 400;

  /// Writes down what comes, and may answer.
  static final class Noting implements DatagramProtocol {
    final DatagramTransport transport;
    final List<String> heard = new ArrayList<>();
    final List<SocketAddress> senders = new ArrayList<>();
    boolean answers;
    int refusals;

    Noting(DatagramTransport transport) {
      this.transport = transport;
    }

    @Override
    public void datagramReceived(ByteBuffer data, SocketAddress from) {
      heard.add(US_ASCII.decode(data).toString());
      senders.add(from);
      if (answers) {
        transport.send(US_ASCII.encode("back"), from);
      }
    }

    @Override
    public void connectionRefused() {
      refusals++;
    }
  }

  private final Simulation sim = Simulation.withSeed(42);
  private final SimulatedHost<Noting> one = sim.host("one", SimulatedDatagramsTest::open);
  private final SimulatedHost<Noting> other = sim.host("other", SimulatedDatagramsTest::open);

  private static Noting open(Reactor reactor) {
    return open(reactor, DatagramOptions.DEFAULT);
  }

  private static Noting open(Reactor reactor, DatagramOptions options) {
    var made = new Noting[1];
    reactor.datagrams(
        Endpoint.parse("udp:0.0.0.0:" + PORT),
        options,
        transport -> made[0] = new Noting(transport));
    return made[0];
  }

  @AfterEach
  void close() {
    sim.close();
  }

  private static InetSocketAddress address(SimulatedHost<?> host) {
    return new InetSocketAddress(host.address(), PORT);
  }

  /// Has the one send to the other.
  private void send(int count) {
    one.reactor()
        .execute(() -> {
          for (int i = 0; i < count; i++) {
            one.value().transport.send(US_ASCII.encode("" + i), address(other));
          }
        });
  }

  @Test
  void theyReachTheirHostAndNoOtherThatHasThePort() {
    other.value().answers = true;
    send(1);
    sim.runFor(Duration.ofSeconds(1));
    assertThat(other.value().heard).containsExactly("0");
    assertThat(other.value().senders).containsExactly(address(one));
    assertThat(one.value().heard).containsExactly("back");
    assertThat(one.value().senders).containsExactly(address(other));
  }

  @Test
  void theyTakeTheirTimeAndOvertakeEachOther() {
    sim.latency(Latency.uniform(Duration.ofMillis(10), Duration.ofMillis(50)));
    send(MANY);
    sim.runFor(Duration.ofMillis(9));
    assertThat(other.value().heard).isEmpty();
    sim.runFor(Duration.ofMillis(50));
    assertThat(other.value().heard)
        .containsExactlyInAnyOrderElementsOf(numbers())
        .isNotEqualTo(numbers());
  }

  private static List<String> numbers() {
    return IntStream.range(0, MANY).mapToObj(Integer::toString).toList();
  }

  @Test
  void withinAHostTheyKeepTheirOrder() {
    one.reactor()
        .execute(() -> {
          for (String number : numbers()) {
            one.value().transport.send(US_ASCII.encode(number), address(one));
          }
        });
    sim.runFor(Duration.ofSeconds(1));
    assertThat(one.value().heard).isEqualTo(numbers());
  }

  @Test
  void aPartitionLosesThemForGood() {
    sim.partitionOneWay(one, other, Duration.ofSeconds(10));
    other.value().answers = true;
    send(1);
    sim.runFor(Duration.ofMinutes(1));
    assertThat(other.value().heard).isEmpty();
    send(1);
    sim.runFor(Duration.ofSeconds(1));
    assertThat(one.value().heard).containsExactly("back");
  }

  @Test
  void aClogDeliversAsManyAsThereIsRoomForLater() {
    sim.clog(one, other, Duration.ofSeconds(10));
    send(MANY);
    sim.runFor(Duration.ofSeconds(9));
    assertThat(other.value().heard).isEmpty();
    sim.runFor(Duration.ofSeconds(2));
    assertThat(other.value().heard).hasSize(MANY);
    sim.clog(one, other, Duration.ofSeconds(10));
    for (int i = 0; i < 10; i++) {
      send(MANY);
      sim.runFor(Duration.ofMillis(10));
    }
    sim.runFor(Duration.ofMinutes(1));
    assertThat(other.value().heard).hasSize(MANY + SimulatedDatagrams.WAITING_MAX);
  }

  @Test
  void someAreLostAndSomeComeTwice() {
    sim.loseDatagrams(0.5);
    send(MANY);
    sim.runFor(Duration.ofSeconds(1));
    assertThat(other.value().heard).hasSizeBetween(MANY * 4 / 10, MANY * 6 / 10);
    other.value().heard.clear();
    sim.loseDatagrams(0);
    sim.repeatDatagrams(0.5);
    send(MANY);
    sim.runFor(Duration.ofSeconds(1));
    assertThat(other.value().heard)
        .hasSizeBetween(MANY * 14 / 10, MANY * 16 / 10)
        .containsAll(numbers());
  }

  @Test
  void someComeWithAByteChanged() {
    sim.damageDatagrams(0.5);
    sim.repeatDatagrams(1);
    one.reactor()
        .execute(() -> {
          for (int i = 0; i < MANY; i++) {
            one.value().transport.send(US_ASCII.encode("AAAA"), address(other));
          }
          one.value().transport.send(US_ASCII.encode(""), address(other));
        });
    sim.runFor(Duration.ofSeconds(1));
    var damaged =
        other.value().heard.stream().filter(text -> !text.equals("AAAA") && !text.isEmpty());
    assertThat(damaged.toList())
        .hasSizeBetween(2 * MANY * 4 / 10, 2 * MANY * 6 / 10)
        .allSatisfy(text -> assertThat(text).hasSize(4))
        .allSatisfy(text -> assertThat(text.chars().filter(c -> c == 'A')).hasSize(3));
    assertThat(other.value().heard).hasSize(2 * MANY + 2);
  }

  @Test
  void aConnectedSenderHearsThatNobodyReceives() {
    var client =
        sim.host("client", r -> open(r, DatagramOptions.DEFAULT.withRemote(address(other))));
    other.reactor().execute(() -> other.value().transport.close());
    sim.runFor(Duration.ofSeconds(1));
    client.reactor().execute(() -> client.value().transport.send(US_ASCII.encode("anybody?")));
    sim.runFor(Duration.ofSeconds(1));
    assertThat(client.value().refusals).isEqualTo(1);
    other.crash();
    client.reactor().execute(() -> client.value().transport.send(US_ASCII.encode("anybody?")));
    sim.runFor(Duration.ofSeconds(1));
    assertThat(client.value().refusals).isEqualTo(1);
  }

  @Test
  void whatIsSentToAHostThatIsDownIsLost() {
    other.crash();
    send(1);
    sim.runFor(Duration.ofSeconds(1));
    other.restart();
    sim.runFor(Duration.ofMinutes(1));
    assertThat(other.value().heard).isEmpty();
  }

  @Test
  void aGroupReachesAllWhoHaveJoined() throws Exception {
    var group = InetAddress.ofLiteral("224.0.1.7");
    var third = sim.host("third", SimulatedDatagramsTest::open);
    var on = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
    for (var host : List.of(one, other)) {
      host.reactor().execute(() -> host.value().transport.join(group, on));
    }
    sim.runFor(Duration.ofSeconds(1));
    one.reactor()
        .execute(() ->
            one.value().transport.send(US_ASCII.encode("all"), new InetSocketAddress(group, PORT)));
    sim.runFor(Duration.ofSeconds(1));
    assertThat(one.value().heard).containsExactly("all");
    assertThat(other.value().heard).containsExactly("all");
    assertThat(other.value().senders).containsExactly(address(one));
    assertThat(third.value().heard).isEmpty();
  }

  @Test
  void aShareIsFromNoneToAll() {
    assertThatThrownBy(() -> sim.loseDatagrams(1.5)).hasMessageContaining("1.5");
    assertThatThrownBy(() -> sim.repeatDatagrams(Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> sim.damageDatagrams(-1)).hasMessageContaining("-1");
  }
}
