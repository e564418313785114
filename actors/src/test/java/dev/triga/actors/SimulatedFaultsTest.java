package dev.triga.actors;

import static dev.triga.async.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.async.Deferred;
import dev.triga.net.CloseReason;
import dev.triga.net.Endpoint;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import dev.triga.testing.Fault;
import dev.triga.testing.Seeds;
import dev.triga.testing.SimulatedHost;
import dev.triga.testing.Simulation;
import dev.triga.testing.TrigaTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Programs of actors whose workers ask another machine, while the network breaks, and either
/// machine stands still for up to a minute, loses its power or is killed: from many seeds.
@TrigaTest
class SimulatedFaultsTest {
  private static final Command<Integer, Integer> SQUARE =
      Command.of("square", Integer.class, Integer.class);
  private static final int WORKERS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /// Much less than a machine stands still.
  private static final Duration SILENCE_MAX = Duration.ofSeconds(5);

  private static final Set<Fault> FAULTS =
      EnumSet.of(
          Fault.FREEZE,
          Fault.PARTITION,
          Fault.PARTITION_ONE_WAY,
          Fault.CLOG,
          Fault.RESET,
          Fault.REFUSE,
          Fault.CRASH,
          Fault.KILL);

  /// The other machine's: a byte's square.
  private record Squares(Transport transport) implements Protocol {
    @Override
    public void dataReceived(ByteBuffer data) {
      byte n = data.get();
      transport.write(ByteBuffer.wrap(new byte[] {(byte) (n * n)}));
    }
  }

  /// One question to the other machine, on a connection of its own.
  private static final class Question implements Protocol {
    final Transport transport;
    final byte n;
    final Deferred<Integer> answer;

    Question(Transport transport, byte n) {
      this.transport = transport;
      this.n = n;
      answer = new Deferred<>(transport.reactor());
    }

    @Override
    public void connectionMade() {
      transport.write(ByteBuffer.wrap(new byte[] {n}));
    }

    @Override
    public void dataReceived(ByteBuffer data) {
      answer.succeed((int) data.get());
      transport.close();
    }

    @Override
    public void connectionLost(CloseReason reason) {
      answer.fail(new IOException(reason.toString()));
    }
  }

  private static int square(Actor me, Endpoint other, int n) throws Exception {
    return await(
        me.reactor()
            .connect(other, transport -> new Question(transport, (byte) n))
            .thenCompose(question -> question.answer)
            .timeout(PATIENCE));
  }

  private static final class Program {
    final Arbiter arbiter;
    final Endpoint other;
    final Set<ActorId> watched = new HashSet<>();
    final List<Termination> ends = new ArrayList<>();
    Monitor monitor;
    int answered;
    int failed;
    int asked;

    Program(Arbiter arbiter, Endpoint other) {
      this.arbiter = arbiter;
      this.other = other;
      var _ = arbiter.running().thenAccept(actor -> begin());
    }

    private void begin() {
      Endpoint asked = other;
      monitor =
          arbiter.monitor(
              Workers.threads(WORKERS),
              ActorSpec.thread("worker")
                  .timeout(SILENCE_MAX)
                  .onAsync(SQUARE, (me, n) -> square(me, asked, n)));
      var _ =
          arbiter.spawn(ActorSpec.local("client").onPeriodic(Duration.ofMillis(250), this::ask));
    }

    private void ask(Actor client) {
      for (ActorRef worker : monitor.workers().members()) {
        if (watched.add(worker.id())) {
          var _ = worker.terminated().thenAccept(ends::add);
        }
      }
      int n = ++asked % 12;
      var _ =
          client
              .group("worker")
              .ask(SQUARE, n, PATIENCE.multipliedBy(2))
              .handle((square, failure) -> {
                if (failure == null) {
                  assertThat(square).isEqualTo(n * n);
                  answered++;
                } else {
                  failed++;
                }
                return null;
              });
    }

    boolean isSound() {
      if (monitor == null) {
        return true;
      }
      var members = monitor.workers().members();
      return members.stream().map(ActorRef::name).distinct().count() == members.size();
    }

    void kill(Simulation sim) {
      var members = monitor == null ? List.<ActorRef>of() : monitor.workers().members();
      if (!members.isEmpty()) {
        members.get(sim.random().nextInt(members.size())).kill();
      }
    }
  }

  @Test
  void allIsBackAfterStallsPartitionsAndCrashes(Seeds seeds) {
    seeds.run(
        10,
        sim -> {
          var squares =
              sim.host(
                  "squares", reactor -> reactor.listen(Endpoint.parse("tcp:7000"), Squares::new));
          SimulatedHost<Program> app =
              sim.host("app", reactor -> new Program(Arbiter.on(reactor), squares.tcp(7000)));
          sim.invariant("never two of one name", () -> app.value().isSound());
          sim.runFor(Duration.ofSeconds(2));
          sim.chaos(FAULTS, Duration.ofSeconds(40));
          for (int i = 0; i < 4; i++) {
            if (app.isRunning()) {
              app.reactor().execute(() -> app.value().kill(sim));
            }
            sim.runFor(Duration.ofSeconds(10));
          }
          sim.runFor(Duration.ofSeconds(20));
          Program program = app.value();
          int before = program.answered;
          int asked = program.asked;
          sim.runFor(Duration.ofSeconds(10));
          assertThat(program.monitor.workers().members()).hasSize(WORKERS);
          assertThat(program.answered - before).as("answered again").isGreaterThan(30);
          assertThat(program.asked - asked).as("asked meanwhile").isBetween(38, 42);
          assertThat(program.asked - program.answered - program.failed)
              .as("still open")
              .isBetween(0, 2);
          assertThat(program.ends)
              .extracting(Termination::cause)
              .as("nobody is ended because all stood still")
              .doesNotContain(Termination.Cause.UNRESPONSIVE);
        });
  }
}
