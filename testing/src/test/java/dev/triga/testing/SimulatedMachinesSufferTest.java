package dev.triga.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.net.BindFailure;
import dev.triga.net.CloseReason;
import dev.triga.net.DatagramProtocol;
import dev.triga.net.Endpoint;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import dev.triga.reactor.LogEntry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What befalls a simulated machine itself, and not its network: a program that runs out of
/// descriptors or stands still, and a wall clock that is set.
@TrigaTest
class SimulatedMachinesSufferTest {
  private static final Endpoint PORT = Endpoint.parse("tcp:7000");

  record Echo(Transport transport) implements Protocol {
    @Override
    public void dataReceived(ByteBuffer data) {
      transport.write(data);
    }
  }

  private final List<LogEntry> logged = new ArrayList<>();
  private final Simulation sim = Simulation.withSeed(42);
  private final SimulatedHost<?> server =
      sim.host(
          "server",
          r -> {
            r.log().observe(logged::add);
            return r.listen(PORT, Echo::new);
          });

  @AfterEach
  void close() {
    sim.close();
  }

  private SimulatedHost<Pinger> pinger(String name) {
    return sim.host(name, r -> new Pinger(r, server.tcp(7000)).start());
  }

  @Test
  void aServerWithoutDescriptorsKeepsWhatItHasAndClosesWhatComes() {
    var early = pinger("early");
    sim.runFor(Duration.ofSeconds(1));
    server.outOfDescriptors(true);
    var late = pinger("late");
    sim.runFor(Duration.ofSeconds(10));
    assertThat(early.value().echoes).isGreaterThan(100);
    assertThat(early.value().connections).isEqualTo(1);
    assertThat(late.value().echoes).isZero();
    assertThat(late.value().connections).isGreaterThan(5);
    assertThat(late.value().failures).isZero();
    assertThat(logged).hasSize(1);
    assertThat(logged.getFirst().message()).contains("out of descriptors", "7000", "ulimit -n");

    server.outOfDescriptors(false);
    sim.runFor(Duration.ofSeconds(10));
    assertThat(late.value().echoes).isPositive();
  }

  @Test
  void withoutDescriptorsNothingCanBeOpened() {
    var client = pinger("client");
    client.outOfDescriptors(true);
    sim.runFor(Duration.ofSeconds(10));
    assertThat(client.value().failures).isGreaterThan(5);
    assertThatThrownBy(() -> client.reactor().listen(PORT, Echo::new))
        .isInstanceOf(BindFailure.class)
        .hasMessageContaining("out of descriptors");
    assertThatThrownBy(() ->
            client.reactor().datagrams(Endpoint.parse("udp:7000"), _ -> new DatagramProtocol() {}))
        .isInstanceOf(BindFailure.class)
        .hasMessageContaining("out of descriptors");
    var attempt = client.reactor().connect(server.tcp(7000), Echo::new);
    sim.runFor(Duration.ofSeconds(1));
    assertThat(attempt.failureNow()).hasMessageContaining("out of descriptors");

    client.restart();
    sim.runFor(Duration.ofSeconds(10));
    assertThat(client.value().echoes).isPositive();
  }

  @Test
  void aFrozenProgramDoesNothingAndIsLateAfterwards() {
    var client = pinger("client");
    sim.runFor(Duration.ofSeconds(1));
    long before = client.value().echoes;
    var rang = new ArrayList<Duration>();
    server.reactor().schedule(Duration.ofSeconds(5), () -> rang.add(sim.now()));
    var worked = server.reactor().deferToThread(sim::now);
    server.freeze(Duration.ofSeconds(30));
    sim.runFor(Duration.ofSeconds(29));
    assertThat(client.value().echoes).isBetween(before, before + 1);
    assertThat(rang).isEmpty();
    assertThat(worked.isDone()).isFalse();

    sim.runFor(Duration.ofSeconds(2));
    assertThat(rang.getFirst()).isBetween(Duration.ofSeconds(31), Duration.ofMillis(31_100));
    assertThat(worked.resultNow()).isGreaterThanOrEqualTo(Duration.ofSeconds(31));
    assertThat(client.value().echoes).isGreaterThan(before + 290);
    assertThat(client.value().connections).isEqualTo(1);
  }

  /// Writes until it may not.
  static final class Flood implements Protocol {
    final Transport transport;
    long written;

    Flood(Transport transport) {
      this.transport = transport;
    }

    @Override
    public void connectionMade() {
      writable();
    }

    @Override
    public void writable() {
      while (transport.write(ByteBuffer.allocate(1_000)) == WriteOutcome.QUEUED) {
        written += 1_000;
      }
    }

    @Override
    public void connectionLost(CloseReason reason) {}
  }

  @Test
  void toItsPeersAFrozenProgramIsAWindowThatIsClosed() {
    var client =
        sim.host(
            "client",
            r -> r.connect(Endpoint.tcp(server.address().getHostAddress(), 7000), Flood::new));
    sim.runFor(Duration.ofSeconds(1));
    server.freeze(Duration.ofSeconds(30));
    sim.runFor(Duration.ofSeconds(1));
    var flood = client.value().resultNow();
    long before = flood.written;
    sim.runFor(Duration.ofSeconds(28));
    assertThat(flood.written).isEqualTo(before).isPositive();
    sim.runFor(Duration.ofSeconds(2));
    assertThat(flood.written).isGreaterThan(before);
  }

  @Test
  void aWallClockIsSetAndTimersDoNotCare() {
    sim.runFor(Duration.ofMinutes(1));
    server.jumpClock(Duration.ofHours(-2));
    var rang = new ArrayList<Duration>();
    server
        .reactor()
        .schedule(
            Duration.ofSeconds(10),
            () -> {
              rang.add(sim.now());
              server.reactor().log().warning("it rang");
            });
    sim.runFor(Duration.ofMinutes(1));
    assertThat(rang.getFirst()).isBetween(Duration.ofSeconds(70), Duration.ofMillis(70_001));
    Instant expected = Simulation.BEGINNING.plusSeconds(70).minus(Duration.ofHours(2));
    assertThat(logged.getFirst().time()).isBetween(expected, expected.plusMillis(1));
    server.jumpClock(Duration.ofHours(3));
    assertThat(server.wallClock().instant())
        .isEqualTo(Simulation.BEGINNING.plusSeconds(120).plus(Duration.ofHours(1)));
  }
}
