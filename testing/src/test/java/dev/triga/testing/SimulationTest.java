package dev.triga.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.net.CloseReason;
import dev.triga.net.Endpoint;
import dev.triga.net.ListeningPort;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import dev.triga.reactor.Reactor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@TrigaTest
class SimulationTest {
  private static final Endpoint PORT = Endpoint.parse("tcp:7000");

  record Echo(Transport transport) implements Protocol {
    @Override
    public void dataReceived(ByteBuffer data) {
      transport.write(data);
    }
  }

  private final Simulation sim = Simulation.withSeed(42);
  private final SimulatedHost<ListeningPort> server = sim.host("server", SimulationTest::serve);
  private final SimulatedHost<Pinger> client =
      sim.host("client", r -> new Pinger(r, server.tcp(7000)).start());

  private static ListeningPort serve(Reactor reactor) {
    return reactor.listen(PORT, Echo::new);
  }

  @AfterEach
  void close() {
    sim.close();
  }

  private Pinger pinger() {
    return client.value();
  }

  @Test
  void programsTalkOverTheSimulatedNetwork() {
    sim.runFor(Duration.ofSeconds(10));
    assertThat(pinger().echoes).isBetween(95L, 101L);
    assertThat(sim.now()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void aPartitionHoldsEverythingUpAndNothingIsLost() {
    sim.runFor(Duration.ofSeconds(1));
    long before = pinger().echoes;
    sim.partition(server, client, Duration.ofSeconds(30));
    sim.runFor(Duration.ofSeconds(30));
    assertThat(pinger().echoes).isBetween(before, before + 1);
    sim.runFor(Duration.ofMinutes(2));
    assertThat(pinger().connections).isEqualTo(1);
    assertThat(pinger().echoes).isGreaterThan(1400);
  }

  @Test
  void aPartitionOneWayLetsTheOtherThrough() {
    sim.runFor(Duration.ofSeconds(1));
    sim.partitionOneWay(server, client, Duration.ofSeconds(10));
    long before = pinger().echoes;
    sim.runFor(Duration.ofSeconds(10));
    assertThat(pinger().echoes).isBetween(before, before + 1);
    assertThat(server.reactor().dump()).contains("connections: 1");
  }

  @Test
  void patienceHasAnEnd() {
    sim.runFor(Duration.ofSeconds(1));
    sim.partition(server, client, Duration.ofHours(1));
    sim.runFor(Duration.ofMinutes(16));
    assertThat(pinger().ends).extracting(CloseReason::kind).contains(CloseReason.Kind.TIMED_OUT);
  }

  @Test
  void aClogDeliversEverythingAtOnceAfterwards() {
    sim.runFor(Duration.ofSeconds(1));
    sim.clog(client, server, Duration.ofSeconds(10));
    sim.runFor(Duration.ofSeconds(10).plusMillis(100));
    assertThat(pinger().echoes).isGreaterThan(105);
  }

  @Test
  void whoRefusesIsReachedAgainLater() {
    server.refuse(true);
    sim.runFor(Duration.ofSeconds(5));
    assertThat(pinger().failures).isPositive();
    server.refuse(false);
    sim.runFor(Duration.ofSeconds(5));
    assertThat(pinger().echoes).isPositive();
  }

  @Test
  void aResetIsALostConnection() {
    sim.runFor(Duration.ofSeconds(1));
    sim.reset(server, client);
    sim.runFor(Duration.ofSeconds(5));
    assertThat(pinger().ends).extracting(CloseReason::kind).containsExactly(CloseReason.Kind.LOST);
    assertThat(pinger().connections).isEqualTo(2);
  }

  @Test
  void aKilledServerIsRefusedAndComesBack() {
    sim.runFor(Duration.ofSeconds(1));
    server.kill();
    assertThat(server.isRunning()).isFalse();
    sim.runFor(Duration.ofSeconds(3));
    assertThat(pinger().failures).isPositive();
    server.restart();
    sim.runFor(Duration.ofSeconds(3));
    assertThat(pinger().connections).isEqualTo(2);
  }

  @Test
  void aCrashedServerIsSilentUntilItKnowsNothing() {
    sim.runFor(Duration.ofSeconds(1));
    server.crash();
    sim.runFor(Duration.ofSeconds(20));
    assertThat(pinger().ends).isEmpty();
    server.restart();
    sim.runFor(Duration.ofMinutes(1));
    assertThat(pinger().ends).extracting(CloseReason::kind).containsExactly(CloseReason.Kind.LOST);
    assertThat(pinger().connections).isEqualTo(2);
  }

  @Test
  void aCrashedProgramIsNotCalledAgain() {
    var called = new ArrayList<String>();
    var third =
        sim.host(
            "third",
            r -> {
              r.schedule(Duration.ofSeconds(1), () -> called.add("timer"));
              r.events()
                  .before(dev.triga.reactor.SystemEvent.SHUTDOWN, () -> called.add("shutdown"));
              return "no value";
            });
    third.crash();
    sim.runFor(Duration.ofMinutes(1));
    assertThat(called).isEmpty();
  }

  @Test
  void aSlowReaderSlowsTheWriterDown() {
    var read = new int[1];
    var sink =
        sim.host(
            "sink",
            r ->
                r.listen(
                    PORT,
                    t ->
                        new Protocol() {
                          @Override
                          public void dataReceived(ByteBuffer data) {
                            read[0] += data.remaining();
                          }
                        }));
    sink.pieces(1, 500);
    sink.readSlowly(1000);
    var writer =
        sim.host(
            "writer",
            r ->
                r.connect(
                    sink.tcp(7000),
                    t ->
                        new Protocol() {
                          @Override
                          public void connectionMade() {
                            t.write(ByteBuffer.allocate(200_000));
                          }
                        }));
    sim.runFor(Duration.ofSeconds(10));
    assertThat(writer.reactor().dump()).contains("connections: 1");
    assertThat(writer.value().isSucceeded()).isTrue();
    assertThat(read[0]).isBetween(9_000, 11_000);
    sim.runFor(Duration.ofMinutes(4));
    assertThat(read[0]).isEqualTo(200_000);
  }

  @Test
  void piecesDownToOneByteArriveInOrder() {
    sim.pieces(1, 3);
    sim.runFor(Duration.ofSeconds(10));
    assertThat(pinger().echoes).isBetween(90L, 101L);
  }

  @Test
  void namesMayBeUnknownForATime() {
    sim.dns().deny("server", Duration.ofSeconds(10));
    client.restart();
    sim.runFor(Duration.ofSeconds(9));
    assertThat(pinger().failures).isGreaterThan(5);
    sim.runFor(Duration.ofSeconds(5));
    assertThat(pinger().echoes).isPositive();
  }

  @Test
  void aSilentNameServiceTimesOut() {
    sim.dns().silence("server", Duration.ofSeconds(40));
    client.restart();
    sim.runFor(Duration.ofSeconds(31));
    assertThat(pinger().failures).isEqualTo(1);
    sim.runFor(Duration.ofSeconds(20));
    assertThat(pinger().echoes).isPositive();
  }

  @Test
  void aWrongAnswerLeadsNowhere() throws Exception {
    sim.dns().answer("server", List.of(java.net.InetAddress.ofLiteral("10.9.9.9")));
    client.restart();
    sim.runFor(Duration.ofSeconds(5));
    assertThat(pinger().failures).isPositive();
    assertThat(pinger().echoes).isZero();
  }

  @Test
  void anInvariantIsCheckedAfterEachStep() {
    sim.invariant("fewer than ten echoes", () -> pinger().echoes < 10);
    assertThatThrownBy(() -> sim.runFor(Duration.ofMinutes(1)))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("fewer than ten echoes")
        .hasMessageContaining("seed 42");
    assertThat(pinger().echoes).isEqualTo(10);
  }

  @Test
  void aFailureThatNobodyHandlesEndsTheRun() {
    client
        .reactor()
        .schedule(
            Duration.ofSeconds(1),
            () -> {
              throw new IllegalStateException("broken");
            });
    assertThatThrownBy(() -> sim.runFor(Duration.ofMinutes(1)))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("client")
        .hasRootCauseMessage("broken");
    assertThat(sim.now()).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1001));
  }

  @Test
  void workWithoutEndIsNoticed() {
    sim.reaction(Latency.fixed(Duration.ZERO));
    client
        .reactor()
        .execute(
            new Runnable() {
              @Override
              public void run() {
                client.reactor().execute(this);
              }
            });
    assertThatThrownBy(() -> sim.runFor(Duration.ofSeconds(1)))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("keeps itself busy");
  }

  @Test
  void actionsHappenAtTheirTime() {
    var times = new ArrayList<Duration>();
    sim.after(Duration.ofSeconds(3), () -> times.add(sim.now()));
    sim.runFor(Duration.ofSeconds(5));
    assertThat(times).containsExactly(Duration.ofSeconds(3));
  }
}
