package dev.triga.actors;

import static dev.triga.async.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.testing.Seeds;
import dev.triga.testing.SimulatedHost;
import dev.triga.testing.Simulation;
import dev.triga.testing.TrigaTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Programs of actors in a simulation: workers that die at any moment, from many seeds.
@TrigaTest
class SimulatedActorsTest {
  private static final Command<Integer, Integer> SQUARE =
      Command.of("square", Integer.class, Integer.class);
  private static final int WORKERS = 3;

  /// A program whose client asks workers without end, and counts how each question ends.
  private static final class Program {
    Arbiter arbiter;
    Monitor monitor;
    int answered;
    int failed;
    int asked;

    Program(Arbiter arbiter) {
      this.arbiter = arbiter;
      var worker =
          ActorSpec.thread("worker")
              .onAsync(
                  SQUARE,
                  (me, n) -> {
                    await(me.reactor().deferLater(Duration.ofMillis(5)));
                    return n * n;
                  });
      var _ = arbiter.running().thenAccept(actor -> begin(worker));
    }

    private void begin(ActorSpec worker) {
      monitor =
          arbiter.monitor(
              Workers.threads(WORKERS)
                  .supervision(
                      Supervision.DEFAULT
                          .intensity(1_000, Duration.ofSeconds(5))
                          .backoff(Duration.ofMillis(100), Duration.ofSeconds(2))),
              worker);
      var _ = arbiter.spawn(ActorSpec.local("client").onPeriodic(Duration.ofMillis(50), this::ask));
    }

    private void ask(Actor client) {
      int n = ++asked;
      var _ =
          client
              .group("worker")
              .ask(SQUARE, n)
              .handle((square, failure) -> {
                if (failure == null) {
                  assertThat(square).isEqualTo(n * n);
                  answered++;
                } else {
                  assertThat(failure).isInstanceOf(ActorFailure.class);
                  failed++;
                }
                return null;
              });
    }

    boolean isSound() {
      if (monitor == null) {
        return true;
      }
      List<String> names =
          monitor.workers().members().stream().map(ActorRef::name).distinct().toList();
      return names.size() == monitor.workers().members().size();
    }
  }

  private static void killNow(Simulation sim, SimulatedHost<Program> host) {
    List<ActorRef> members = host.value().monitor.workers().members();
    if (!members.isEmpty()) {
      ActorRef victim = members.get(sim.random().nextInt(members.size()));
      host.reactor().execute(() -> victim.kill());
    }
  }

  @Test
  void everyQuestionEndsAndAllWorkersAreBackWhateverDies(Seeds seeds) {
    seeds.run(
        60,
        sim -> {
          SimulatedHost<Program> host =
              sim.host("app", reactor -> new Program(Arbiter.on(reactor)));
          sim.invariant("never two of one name", () -> host.value().isSound());
          sim.runFor(Duration.ofSeconds(2));
          for (int i = 0; i < 15; i++) {
            killNow(sim, host);
            sim.runFor(Duration.ofMillis(sim.random().nextInt(1_000)));
          }
          sim.runFor(Duration.ofSeconds(10));
          Program program = host.value();
          assertThat(program.monitor.workers().members()).hasSize(WORKERS);
          assertThat(program.answered).isGreaterThan(100);
          assertThat(program.asked - program.answered - program.failed)
              .as("still open")
              .isBetween(0, 2);
        });
  }
}
