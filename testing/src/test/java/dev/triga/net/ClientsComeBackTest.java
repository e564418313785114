package dev.triga.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.testing.RecordingProtocol;
import dev.triga.testing.Seeds;
import dev.triga.testing.SimulatedHost;
import dev.triga.testing.Simulation;
import dev.triga.testing.TrigaTest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Clients that come back, and names of several addresses, on a network where things go wrong.
@TrigaTest
class ClientsComeBackTest {
  private static final Endpoint PORT = Endpoint.parse("tcp:7000");

  record Echo(Transport transport) implements Protocol {
    @Override
    public void dataReceived(ByteBuffer data) {
      transport.write(data);
    }
  }

  /// Sends a byte a second for as long as the connection stands.
  private static final class Probe extends RecordingProtocol {

    Probe(Transport transport) {
      super(transport);
    }

    @Override
    public void connectionMade() {
      super.connectionMade();
      send();
    }

    private void send() {
      if (transport().isOpen()) {
        transport().write(ByteBuffer.wrap(new byte[] {'?'}));
        transport().reactor().schedule(Duration.ofSeconds(1), this::send);
      }
    }

    int echoes() {
      return size();
    }
  }

  private static SimulatedHost<ListeningPort> echoServer(Simulation sim, String name) {
    return sim.host(name, r -> r.listen(PORT, Echo::new));
  }

  @Test
  void reconnectsAfterAPartition(Simulation sim) {
    var server = echoServer(sim, "server");
    var client =
        sim.host("client", r -> ReconnectingClient.of(server.tcp(7000), Probe::new).start(r));
    sim.partition(server, client, Duration.ofSeconds(30));
    sim.runFor(Duration.ofMinutes(5));
    assertThat(client.value().current().orElseThrow().echoes()).isPositive();
  }

  @Test
  void comesBackToAServerThatCrashes(Simulation sim) {
    var server = echoServer(sim, "server");
    var client =
        sim.host(
            "client",
            r ->
                ReconnectingClient.of(server.tcp(7000), Probe::new)
                    .backoff(ReconnectingClient.SERVICE_BACKOFF)
                    .start(r));
    sim.runFor(Duration.ofSeconds(10));
    var before = client.value().current().orElseThrow();
    server.crash();
    sim.runFor(Duration.ofSeconds(10));
    server.restart();
    sim.runFor(Duration.ofMinutes(2));
    var after = client.value().current().orElseThrow();
    assertThat(before.isLost()).isTrue();
    assertThat(after).isNotSameAs(before);
    assertThat(after.echoes()).isPositive();
  }

  @Test
  void whateverBreaksThereIsOneConnectionInTheEnd(Seeds seeds) {
    seeds.run(
        30,
        sim -> {
          var made = new ArrayList<Probe>();
          var server = echoServer(sim, "server");
          var client =
              sim.host(
                  "client",
                  r ->
                      ReconnectingClient.of(
                              server.tcp(7000),
                              transport -> {
                                made.add(new Probe(transport));
                                return made.getLast();
                              })
                          .backoff(ReconnectingClient.SERVICE_BACKOFF)
                          .start(r));
          sim.invariant(
              "at most one connection at a time",
              () -> made.stream().filter(probe -> !probe.isLost()).count() <= 1);
          for (int i = 0; i < 5; i++) {
            sim.runFor(Duration.ofSeconds(20));
            sim.reset(server, client);
            sim.partition(server, client, Duration.ofSeconds(7));
            server.kill();
            sim.runFor(Duration.ofSeconds(i * 3));
            server.restart();
          }
          sim.runFor(Duration.ofMinutes(10));
          assertThat(client.value().current()).contains(made.getLast());
          assertThat(made.getLast().echoes()).isPositive();
        });
  }

  @Test
  void theHostThatAnswersFirstWinsAndTheOtherHearsOfNobody(Simulation sim) throws Exception {
    var far = echoServer(sim, "far");
    var near = echoServer(sim, "near");
    sim.dns().answer("either", List.of(far.address(), near.address()));
    var client =
        sim.host("client", r -> r.connect(Endpoint.tcp("either", 7000), RecordingProtocol::new));
    sim.clog(client, far, Duration.ofSeconds(10));
    sim.runFor(Duration.ofSeconds(1));
    assertThat(client.value().resultNow().transport().remoteAddress().toString())
        .contains(near.address().getHostAddress());
    sim.runFor(Duration.ofSeconds(20));
    assertThat(far.reactor().dump()).contains("connections: 0");
    assertThat(near.reactor().dump()).contains("connections: 1");
  }
}
