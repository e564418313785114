package dev.triga.actors;

import static dev.triga.async.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.async.Deferred;
import dev.triga.testing.ReportedFailures;
import dev.triga.testing.TrigaTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What becomes of actors that end, with the clock in hand.
@TrigaTest
class SupervisionTest extends ArbiterInMemory {
  private static final Command<String, Void> CRASH = Command.notice("crash", String.class);
  private static final Command<Integer, Integer> HALT =
      Command.of("halt", Integer.class, Integer.class);

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
        .onFailure(FailurePolicy.STOP)
        .onStart(me -> seen.add("+" + name))
        .onStopping(me -> seen.add("-" + name))
        .on(
            CRASH,
            (me, why) -> {
              throw new IllegalStateException(why);
            })
        .on(
            HALT,
            (me, code) -> {
              throw new dev.triga.reactor.Halt("enough", code);
            });
  }

  @Test
  void aPermanentChildComesBackUnderItsName() {
    ActorRef first = settled(arbiter.spawn(child("a").restart(Restart.PERMANENT)));
    first.kill();
    memory.settle();
    ActorRef second = settled(arbiter.lookup("a"));
    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(seen).containsExactly("+a", "+a");
  }

  @Test
  void aTemporaryChildDoesNot() {
    settled(arbiter.spawn(child("a"))).kill();
    memory.settle();
    assertThat(arbiter.lookup("a").failureNow()).isInstanceOf(UnknownActorFailure.class);
  }

  @Test
  void aFailureOfATellEndsAnActorThatIsToCrash(ReportedFailures reported) {
    ActorRef actor = settled(arbiter.spawn(child("a")));
    Deferred<Termination> gone = actor.terminated();
    actor.tell(CRASH, "why not");
    Termination how = settled(gone);
    assertThat(how.cause()).isEqualTo(Termination.Cause.FAILED);
    assertThat(how.failure()).hasMessage("why not");
    assertThat(reported.take()).hasSize(1);
  }

  @Test
  void aHaltEndsItsActorWithItsExitCode() {
    ActorRef actor = settled(arbiter.spawn(child("a")));
    Deferred<Termination> gone = actor.terminated();
    actor.tell(HALT, 7);
    Termination how = settled(gone);
    assertThat(how.cause()).isEqualTo(Termination.Cause.HALTED);
    assertThat(how.exitCode()).isEqualTo(7);
    assertThat(arbiter.state()).isEqualTo(ActorState.RUNNING);
  }

  @Test
  void aHookHasTheLastWordOnWhatIsStartedAndMayWait() {
    var parent =
        child("parent")
            .onParams((me, spec) -> {
              await(me.reactor().deferLater(Duration.ofSeconds(1)));
              if (spec.name().equals("unwelcome")) {
                throw new IllegalStateException("not here");
              }
              return spec.config("word", 7);
            });
    ActorRef ref = settled(arbiter.spawn(parent));
    var begun = new ArrayList<Spawning>();
    settled(
        ref.run(me -> {
          begun.add(me.spawn(child("kid")));
          begun.add(me.spawn(child("unwelcome")));
          return 1;
        }));
    // It can be spoken to before it is known what it will be.
    Deferred<Object> early = begun.get(0).ref().ask(Commands.CONFIG_GET, "word");
    Deferred<String> vain = begun.get(1).ref().ask(Commands.PING);
    Deferred<Termination> gone = begun.get(1).ref().terminated();
    assertThat(begun).noneMatch(Deferred::isDone);
    memory.runFor(Duration.ofSeconds(1));
    assertThat(settled(early)).isEqualTo(7);
    assertThat(begun.get(0).resultNow()).isEqualTo(begun.get(0).ref());
    assertThat(begun.get(0).resultNow().id()).isEqualTo(begun.get(0).id());
    assertThat(begun.get(1).failureNow())
        .isInstanceOf(SpawnFailure.class)
        .hasMessageContaining("not here");
    assertThat(vain.failureNow()).isInstanceOf(TerminatedFailure.class);
    assertThat(settled(gone).cause()).isEqualTo(Termination.Cause.BOOT_FAILED);
    assertThat(seen).containsExactly("+parent", "+kid");
  }

  @Test
  void aMonitorsHookMayWaitAndIsCutOffWhenItsWorkerIsNotWantedAnyMore() {
    var monitor =
        arbiter.monitor(
            ActorSpec.local("crew")
                .onParams((me, spec) -> {
                  await(me.reactor().deferLater(Duration.ofSeconds(1)));
                  return spec;
                }),
            Workers.locals(1),
            child("worker"));
    Deferred<?> ready = monitor.ready();
    memory.runFor(Duration.ofSeconds(1));
    memory.settle();
    assertThat(ready.isSucceeded()).isTrue();
    assertThat(seen).containsExactly("+worker");
    var _ = monitor.scale(2);
    memory.settle();
    Deferred<?> one = monitor.scale(1);
    memory.runFor(Duration.ofSeconds(2));
    assertThat(one.isSucceeded()).isTrue();
    assertThat(seen).containsExactly("+worker");
  }

  @Test
  void aReloadWhoseWorkersDoNotStartLeavesTheOldOnesAlone() {
    var monitor = arbiter.monitor(Workers.locals(2), child("worker"));
    settled(monitor.ready());
    List<ActorRef> before = monitor.workerRefs();
    Deferred<?> reload =
        monitor.reload(
            ActorSpec.local("worker")
                .onStart(me -> {
                  throw new IllegalStateException("broken");
                }));
    var _ = reload.handle((nothing, failure) -> seen.add("given up"));
    memory.runFor(Duration.ofSeconds(10));
    assertThat(reload.failureNow())
        .isInstanceOf(SpawnFailure.class)
        .hasMessageContaining("stays as it was")
        .hasMessageContaining("broken");
    assertThat(monitor.workerRefs()).isEqualTo(before);
    // What is started later is as it was before.
    before.getFirst().kill();
    memory.runFor(Duration.ofSeconds(10));
    assertThat(monitor.workerRefs()).hasSize(2);
    assertThat(seen).containsExactly("+worker", "+worker", "given up", "+worker");
  }

  @Test
  void oneForAllStopsInReverseAndStartsInOrder() {
    settled(
        arbiter.supervise(
            "tree",
            Supervision.of(Strategy.ONE_FOR_ALL),
            List.of(
                child("a").restart(Restart.PERMANENT),
                child("b").restart(Restart.PERMANENT),
                child("c").restart(Restart.PERMANENT))));
    seen.clear();
    settled(arbiter.lookup("b")).kill();
    memory.settle();
    assertThat(seen).containsExactly("-c", "-a", "+a", "+b", "+c");
  }

  @Test
  void aSupervisorThatGivesUpIsReportedToItsOwn() {
    ActorRef tree =
        settled(
            arbiter.supervise(
                "tree", Supervision.DEFAULT, List.of(child("a").restart(Restart.PERMANENT))));
    Deferred<Termination> gone = tree.terminated();
    settled(arbiter.lookup("a")).kill();
    memory.settle();
    settled(arbiter.lookup("a")).kill();
    assertThat(settled(gone).cause()).isEqualTo(Termination.Cause.RESTART_LIMIT);
    assertThat(gone.resultNow().exitCode()).isEqualTo(4);
    assertThat(arbiter.state()).isEqualTo(ActorState.RUNNING);
  }

  @Test
  void aStartThatFailsStopsThoseBeforeIt() {
    Spawning spawning =
        arbiter.supervise(
            "tree",
            Supervision.DEFAULT,
            List.of(
                child("a"),
                ActorSpec.local("b")
                    .onStart(me -> {
                      throw new IllegalStateException("no luck");
                    })));
    memory.settle();
    assertThat(spawning.failureNow())
        .isInstanceOf(SpawnFailure.class)
        .hasRootCauseMessage("no luck");
    assertThat(seen).containsExactly("+a", "-a");
    assertThat(spawning.ref().isAlive()).isFalse();
  }

  @Test
  void aStartThatTakesTooLongFails() {
    Spawning spawning =
        arbiter.spawn(
            ActorSpec.local("sleeper")
                .bootDeadline(Duration.ofSeconds(2))
                .onStart(me -> dev.triga.async.Await.await(new Deferred<Void>(me.reactor()))));
    Deferred<Throwable> failure = spawning.handle((ref, failed) -> failed);
    memory.runFor(Duration.ofSeconds(3));
    assertThat(failure.resultNow())
        .isInstanceOf(SpawnFailure.class)
        .hasMessageContaining("BOOT_TIMEOUT");
  }

  @Test
  void oneThatIsRefusedLeavesNothingBehind() {
    Spawning refused =
        arbiter.spawn(ActorSpec.thread("a").restart(Restart.PERMANENT).significant());
    assertThat(refused.failureNow())
        .isInstanceOf(SpawnFailure.class)
        .hasMessageContaining("'a' is permanent and cannot be significant");
    ActorRef other = settled(arbiter.spawn(child("a")));
    assertThat(other.isAlive()).isTrue();
    // Then all stops without a wait for it.
  }

  @Test
  void oneThatWaitsForItsTurnHearsThatAllStops() {
    settled(
        arbiter.supervise(
            "tree",
            Supervision.of(Strategy.ONE_FOR_ALL)
                .backoff(Duration.ofSeconds(5), Duration.ofSeconds(5)),
            List.of(child("a").restart(Restart.PERMANENT))));
    ActorRef tree = settled(arbiter.lookup("tree"));
    settled(arbiter.lookup("a")).kill();
    memory.settle();
    List<Spawning> late = new ArrayList<>();
    settled(tree.run(me -> late.add(me.spawn(child("late")))));
    assertThat(late).noneMatch(Deferred::isDone);
    assertThat(settled(tree.stop()).cause()).isEqualTo(Termination.Cause.STOPPED);
    assertThat(late.getFirst().failureNow()).isInstanceOf(SpawnFailure.class);
  }

  @Test
  void twoOfOneNameAreRefused() {
    settled(arbiter.spawn(child("a")));
    Spawning second = arbiter.spawn(child("a"));
    assertThat(second.failureNow()).hasMessageContaining("there is an actor 'a' already");
    assertThat(second.ref().tell(CRASH, "x")).isEqualTo(TellOutcome.TERMINATED);
  }

  @Test
  void aCancelledSpawningEndsTheActor() {
    Spawning spawning =
        arbiter.spawn(
            ActorSpec.local("sleeper")
                .onStart(me -> dev.triga.async.Await.await(new Deferred<Void>(me.reactor()))));
    memory.settle();
    assertThat(spawning.cancel()).isTrue();
    memory.settle();
    assertThat(spawning.ref().isAlive()).isFalse();
  }

  @Test
  void childrenStopBeforeTheirParentIsGone() {
    ActorRef parent =
        settled(
            arbiter.spawn(
                child("parent")
                    .onStart(me -> dev.triga.async.Await.await(me.spawn(child("kid"))))));
    Deferred<Termination> gone = parent.stop();
    memory.settle();
    assertThat(gone.isDone()).isTrue();
    assertThat(seen).containsExactly("+kid", "-parent", "-kid");
  }

  // Monitors.

  @Test
  void aMonitorKeepsItsWorkers() {
    Monitor monitor = arbiter.monitor(Workers.locals(3), child("web"));
    settled(monitor.ready());
    assertThat(monitor.workerRefs())
        .extracting(ActorRef::name)
        .containsExactly("web.1", "web.2", "web.3");
    ActorRef victim = monitor.workerRefs().get(1);
    victim.kill();
    memory.settle();
    assertThat(monitor.workerRefs()).hasSize(2);
    Deferred<Void> ready = monitor.ready();
    memory.runFor(Duration.ofMillis(100));
    assertThat(ready.isSucceeded()).isTrue();
    assertThat(monitor.workerRefs())
        .doesNotContain(victim)
        .extracting(ActorRef::name)
        .containsExactlyInAnyOrder("web.1", "web.2", "web.3");
  }

  @Test
  void aMonitorScalesAtRunTime() {
    Monitor monitor = arbiter.monitor(Workers.locals(1), child("web"));
    settled(monitor.ready());
    settled(monitor.scale(4));
    assertThat(monitor.workers().members()).hasSize(4);
    ActorRef oldest = monitor.workerRefs().getFirst();
    settled(monitor.scale(3));
    assertThat(monitor.workerRefs()).hasSize(3).doesNotContain(oldest);
    settled(arbiter.ask("web", Commands.CONFIG_SET, new ConfigEntry("workers", 2)));
    memory.settle();
    assertThat(monitor.workerRefs()).hasSize(2);
    assertThat(settled(arbiter.ask("web", Commands.CONFIG_GET, "workers"))).isEqualTo(2);
  }

  @Test
  void aReloadReplacesEveryWorkerAndLosesNone() {
    Monitor monitor = arbiter.monitor(Workers.locals(2), child("web"));
    settled(monitor.ready());
    List<ActorRef> before = monitor.workerRefs();
    seen.clear();
    settled(monitor.reload());
    assertThat(monitor.workerRefs()).hasSize(2).doesNotContainAnyElementsOf(before);
    assertThat(seen).containsExactly("+web", "+web", "-web", "-web");
  }

  @Test
  void workersThatFailAtBootAreNotStartedInATightLoopAndEndTheProgram(ReportedFailures reported) {
    Deferred<Termination> gone = arbiter.self().terminated();
    arbiter.monitor(
        Workers.locals(1),
        ActorSpec.local("broken")
            .onStart(me -> {
              seen.add("try");
              throw new IllegalStateException("no");
            }));
    memory.runFor(Duration.ofSeconds(1));
    assertThat(seen).hasSizeBetween(3, 5);
    memory.runFor(Duration.ofSeconds(4));
    assertThat(gone.resultNow().cause()).isEqualTo(Termination.Cause.RESTART_LIMIT);
    assertThat(gone.resultNow().exitCode()).isEqualTo(4);
    reported.take();
  }

  @Test
  void aMonitorTellsOfItsWorkers() {
    Monitor monitor = arbiter.monitor(Workers.locals(2), child("web"));
    settled(monitor.ready());
    String info = settled(arbiter.ask("arbiter", Commands.INFO)).toString();
    assertThat(info).contains("name=web,").contains("name=web.1").contains("name=web.2");
  }

  @Test
  void aMonitorStopsItsWorkers() {
    Monitor monitor = arbiter.monitor(Workers.locals(2), child("web"));
    settled(monitor.ready());
    Termination how = settled(monitor.stop());
    assertThat(how.cause()).isEqualTo(Termination.Cause.STOPPED);
    assertThat(monitor.workers().members()).isEmpty();
    assertThat(seen).containsExactly("+web", "+web", "-web", "-web");
  }
}
