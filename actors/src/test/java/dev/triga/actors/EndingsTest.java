package dev.triga.actors;

import static dev.triga.async.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.async.Deferred;
import dev.triga.async.TimeoutFailure;
import dev.triga.testing.TrigaTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the end of an actor, or of one who waits for it, does to all others, with the clock in
/// hand.
@TrigaTest
class EndingsTest extends ArbiterInMemory {
  private static final Command<String, String> GREET =
      Command.of("greet", String.class, String.class);
  private static final Command<String, String> NEVER =
      Command.of("never", String.class, String.class);

  /// What happened, in order.
  private final List<String> seen = new ArrayList<>();

  @AfterEach
  void stop() {
    arbiter.stop();
    memory.runFor(Duration.ofSeconds(20));
    assertThat(arbiter.state().isOver()).isTrue();
  }

  private ActorSpec child(String name) {
    return ActorSpec.local(name)
        .onStart(me -> seen.add("+" + name))
        .on(
            GREET,
            (me, who) -> {
              seen.add(who);
              return name + " greets " + who;
            })
        .onAsync(NEVER, (me, x) -> await(new Deferred<String>(me.reactor())));
  }

  /// Whose hook takes five seconds.
  private ActorRef slowParent() {
    return settled(
        arbiter.spawn(
            child("parent")
                .onParams((me, spec) -> {
                  await(me.reactor().deferLater(Duration.ofSeconds(5)));
                  return spec;
                })));
  }

  @Test
  void whoStopsWatchingEndsTheWatchOfNobodyElse() {
    ActorRef actor = settled(arbiter.spawn(child("a")));
    Deferred<Termination> patient = actor.terminated();
    assertThat(actor.terminated().cancel()).isTrue();
    Deferred<Termination> hasty =
        actor.terminated().on(memory.reactor()).timeout(Duration.ofMillis(50));
    memory.runFor(Duration.ofSeconds(1));
    assertThat(hasty.failureNow()).isInstanceOf(TimeoutFailure.class);
    assertThat(patient.isDone()).isFalse();
    Deferred<Termination> gone = actor.stop();
    assertThat(settled(gone).cause()).isEqualTo(Termination.Cause.STOPPED);
    assertThat(patient.isSucceeded()).isTrue();
  }

  @Test
  void whatOneThatEndsHasAskedIsCancelled() {
    ActorRef actor = settled(arbiter.spawn(child("a")));
    ActorRef asker = settled(arbiter.spawn(child("asker")));
    List<Deferred<String>> asked = new ArrayList<>();
    settled(asker.run(me -> asked.add(actor.ask(NEVER, "", Duration.ofSeconds(1)))));
    settled(asker.stop());
    memory.runFor(Duration.ofSeconds(5));
    assertThat(asked.getFirst().isCancelled()).isTrue();
  }

  @Test
  void theChildrenOfAKilledSupervisorDoNotComeBack() {
    ActorRef tree =
        settled(
            arbiter.supervise(
                "tree",
                Supervision.DEFAULT,
                List.of(
                    child("a").restart(Restart.PERMANENT), child("b").restart(Restart.PERMANENT))));
    settled(tree.kill());
    memory.runFor(Duration.ofSeconds(20));
    assertThat(seen).containsExactly("+a", "+b");
    assertThat(arbiter.lookup("a").failureNow()).isInstanceOf(UnknownActorFailure.class);
    assertThat(settled(arbiter.spawn(child("b"))).isAlive()).isTrue();
  }

  @Test
  void theWorkersOfAKilledMonitorDoNotComeBack() {
    Monitor monitor = arbiter.monitor(Workers.locals(2), child("web"));
    settled(monitor.ready());
    var _ = monitor.self().kill();
    memory.runFor(Duration.ofSeconds(20));
    assertThat(seen).containsExactly("+web", "+web");
  }

  @Test
  void aMonitorThatHasEndedSaysSoToWhoeverWantsItsWorkers() {
    Monitor monitor = arbiter.monitor(Workers.locals(2), child("web"));
    settled(monitor.ready());
    settled(monitor.stop());
    for (Deferred<?> late : List.of(monitor.scale(3), monitor.ready(), monitor.reload())) {
      memory.settle();
      assertThat(late.failureNow())
          .isInstanceOf(SpawnFailure.class)
          .hasMessageContaining("its workers are not there");
    }
  }

  @Test
  void aReloadWhoseWorkersDoNotStartIsGivenUpAlsoWhenAnOldOneDiesMeanwhile() {
    Monitor monitor = arbiter.monitor(Workers.locals(2), child("web"));
    settled(monitor.ready());
    Deferred<?> reload =
        monitor.reload(
            ActorSpec.local("web")
                .onStart(me -> {
                  await(me.reactor().deferLater(Duration.ofMillis(50)));
                  throw new IllegalStateException("broken");
                }));
    var _ = reload.handle((nothing, failure) -> seen.add("given up"));
    monitor.workerRefs().getFirst().kill();
    memory.runFor(Duration.ofSeconds(30));
    assertThat(reload.failureNow())
        .isInstanceOf(SpawnFailure.class)
        .hasMessageContaining("stays as it was");
    assertThat(monitor.workerRefs()).hasSize(2);
    assertThat(seen).containsExactly("+web", "+web", "given up", "+web");
  }

  @Test
  void aGroupAsksWhoeverDoesNotLeave() {
    for (String name : List.of("one", "two")) {
      settled(
          arbiter.spawn(
              child(name)
                  .group("all")
                  .onStopping(me -> await(me.reactor().deferLater(Duration.ofSeconds(1))))));
    }
    ActorGroup group = arbiter.group("all");
    var _ = group.members().getFirst().stop();
    memory.settle();
    assertThat(group.members()).hasSize(2);
    for (int i = 0; i < 4; i++) {
      assertThat(settled(group.ask(GREET, "you"))).isEqualTo("two greets you");
    }
    memory.runFor(Duration.ofSeconds(2));
  }

  @Test
  void anAskOfOneThatHasNoPlaceYetEndsWithItsTimeOut() {
    ActorRef parent = slowParent();
    List<Spawning> begun = new ArrayList<>();
    settled(parent.run(me -> begun.add(me.spawn(child("kid")))));
    Deferred<String> asked = begun.getFirst().ref().ask(GREET, "you", Duration.ofSeconds(1));
    Deferred<Throwable> failure = asked.handle((value, thrown) -> thrown);
    memory.runFor(Duration.ofSeconds(2));
    assertThat(settled(failure)).isInstanceOf(TimeoutFailure.class);
    memory.runFor(Duration.ofSeconds(4));
    assertThat(begun.getFirst().isSucceeded()).isTrue();
  }

  @Test
  void whatWasTakenForOneThatHasNoPlaceYetArrives() {
    ActorRef parent = slowParent();
    List<Spawning> begun = new ArrayList<>();
    settled(parent.run(me -> begun.add(me.spawn(child("kid").credit(2)))));
    ActorRef kid = begun.getFirst().ref();
    assertThat(kid.tell(GREET, "1")).isEqualTo(TellOutcome.QUEUED);
    assertThat(kid.tell(GREET, "2")).isEqualTo(TellOutcome.QUEUED);
    assertThat(kid.tell(GREET, "3")).isEqualTo(TellOutcome.FULL);
    memory.runFor(Duration.ofSeconds(6));
    assertThat(seen).containsExactly("+parent", "+kid", "1", "2");
  }
}
