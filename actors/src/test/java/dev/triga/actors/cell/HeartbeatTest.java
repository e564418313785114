package dev.triga.actors.cell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.actors.ActorKind;
import dev.triga.actors.ActorRef;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.Termination;
import dev.triga.actors.habitat.Habitat;
import dev.triga.actors.habitat.Landlord;
import dev.triga.actors.habitat.LocalHabitat;
import dev.triga.actors.habitat.Newcomer;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.ReportedFailures;
import dev.triga.testing.TrigaTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// When a thread that gives no sign of life any more is found, with the clock in hand.
@TrigaTest
class HeartbeatTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration SHORTLY = Duration.ofMillis(1);

  private boolean isStuck;

  /// A place whose actor can be stuck.
  private Habitat place(Newcomer newcomer, Landlord landlord) {
    var inner = new LocalHabitat(newcomer, landlord);
    return new Habitat() {
      @Override
      public ActorRef reference() {
        return inner.reference();
      }

      @Override
      public void boot() {
        inner.boot();
      }

      @Override
      public void stop(Termination.Cause cause) {
        inner.stop(cause);
      }

      @Override
      public void kill(Termination.Cause cause) {
        inner.kill(cause);
      }

      @Override
      public void probe() {
        if (!isStuck) {
          inner.probe();
        }
      }

      @Override
      public String evidence() {
        return "";
      }
    };
  }

  @Test
  void oneThatIsStuckIsFoundByItsTimeOut(MemoryReactor memory, ReportedFailures reported) {
    var arbiter = ArbiterCell.on(memory.reactor());
    arbiter.population().habitats(ActorKind.THREAD, this::place);
    memory.settle();
    var spawned = arbiter.spawn(ActorSpec.thread("busy").timeout(TIMEOUT));
    memory.runFor(TIMEOUT.multipliedBy(3));
    var ended = spawned.resultNow().terminated();
    assertThat(ended.isDone()).isFalse();

    isStuck = true;
    memory.runFor(TIMEOUT.plus(SHORTLY));
    assertThat(ended.isDone()).isTrue();
    assertThat(ended.resultNow().cause()).isEqualTo(Termination.Cause.UNRESPONSIVE);
    assertThat(reported.take().toString()).contains("no sign of life");
    arbiter.stop();
    memory.settle();
  }
}
