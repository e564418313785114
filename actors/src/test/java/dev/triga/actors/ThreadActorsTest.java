package dev.triga.actors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.async.Await;
import dev.triga.async.Backoff;
import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import dev.triga.testing.ReportedFailures;
import dev.triga.testing.TrigaTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Actors on threads of their own, with real time.
@TrigaTest
class ThreadActorsTest {
  private static final Command<String, String> WHERE =
      Command.of("where", String.class, String.class);
  private static final Command<Long, Long> COUNT = Command.of("count", Long.class, Long.class);

  /// Runs a program on the arbiter's turn to its end.
  private static int run(Arbiter.Body body) {
    return Arbiter.run(
        new String[0],
        arbiter -> {
          body.run(arbiter);
          arbiter.stop();
        });
  }

  private static Throwable failureOf(Deferred<?> deferred) {
    Deferred<Throwable> failure = deferred.handle((value, thrown) -> thrown);
    return Await.await(failure);
  }

  private static ActorSpec where(String name) {
    return ActorSpec.thread(name)
        .on(WHERE, (me, x) -> Thread.currentThread().getName() + " " + Actor.current().name());
  }

  @Test
  void anActorHasAThreadOfItsOwn() {
    int code =
        run(arbiter -> {
          ActorRef actor = Await.await(arbiter.spawn(where("worker")));
          assertThat(Await.await(actor.ask(WHERE, ""))).isEqualTo("worker worker");
          assertThat(Actor.current()).isSameAs(arbiter);
          assertThat(Arbiter.current()).isSameAs(arbiter);
          assertThat(Arbiter.isRunning()).isTrue();
          assertThat(Reactor.current()).isSameAs(arbiter.reactor());
        });
    assertThat(code).isZero();
    assertThat(Arbiter.current()).isNull();
  }

  @Test
  void aFailureOfTheBodyIsExitCodeOne(ReportedFailures reported) {
    int code =
        run(arbiter -> {
          throw new IllegalStateException("on purpose");
        });
    assertThat(code).isEqualTo(1);
    assertThat(reported.take()).hasSize(1);
  }

  @Test
  void aHaltOfTheBodyIsItsExitCode() {
    assertThat(
            run(arbiter -> {
              throw new dev.triga.reactor.Halt("enough", 9);
            }))
        .isEqualTo(9);
  }

  @Test
  void thereIsOneArbiterPerProcess() {
    run(arbiter -> {
      Deferred<String> second =
          arbiter
              .reactor()
              .deferToThread(() -> {
                try {
                  Arbiter.run(new String[0], other -> {});
                  return "ran";
                } catch (IllegalStateException e) {
                  return e.getMessage();
                }
              });
      assertThat(Await.await(second)).contains("one per process");
    });
  }

  @Test
  void messagesOfOneActorToAnotherKeepTheirOrderUnderPressure() {
    run(arbiter -> {
      List<Long> seen = new ArrayList<>();
      ActorRef sink =
          Await.await(
              arbiter.spawn(
                  ActorSpec.thread("sink")
                      .on(
                          COUNT,
                          (me, n) -> {
                            seen.add(n);
                            return (long) seen.size();
                          })));
      ActorRef source = Await.await(arbiter.spawn(ActorSpec.thread("source")));
      Await.await(
          source.run(me -> {
            for (long n = 0; n < 20_000; n++) {
              while (sink.tell(COUNT, n) == TellOutcome.FULL) {
                Await.await(sink.room());
              }
            }
            return Await.await(sink.ask(COUNT, 20_000L));
          }));
      assertThat(seen).hasSize(20_001).isSorted();
    });
  }

  @Test
  void threadsWithoutAnActorSendToo() {
    run(arbiter -> {
      ActorRef actor = Await.await(arbiter.spawn(where("worker")));
      String answer =
          Await.await(arbiter.reactor().deferToThread(() -> Await.await(actor.ask(WHERE, ""))));
      assertThat(answer).isEqualTo("worker worker");
    });
  }

  @Test
  void whatAsksAKilledThreadHearsOfIt() {
    run(arbiter -> {
      ActorRef actor =
          Await.await(
              arbiter.spawn(
                  ActorSpec.thread("sleeper")
                      .onAsync(WHERE, (me, x) -> Await.await(new Deferred<>(me.reactor())))));
      Deferred<String> asked = actor.ask(WHERE, "");
      Termination how = Await.await(actor.kill());
      assertThat(how.cause()).isEqualTo(Termination.Cause.KILLED);
      assertThat(failureOf(asked)).isInstanceOf(TerminatedFailure.class);
    });
  }

  @Test
  void aStuckThreadIsReportedReplacedAndCounted(ReportedFailures reported) {
    CountDownLatch release = new CountDownLatch(1);
    run(arbiter -> {
      ActorRef actor =
          Await.await(
              arbiter.spawn(
                  ActorSpec.thread("stuck")
                      .restart(Restart.PERMANENT)
                      .timeout(Duration.ofMillis(200))
                      .on(
                          WHERE,
                          (me, x) -> {
                            while (release.getCount() > 0) {
                              LockSupport.parkNanos(1_000_000);
                              boolean ignored = Thread.interrupted();
                            }
                            return "";
                          })));
      Deferred<String> asked = actor.ask(WHERE, "");
      Termination how = Await.await(actor.terminated());
      assertThat(how.cause()).isEqualTo(Termination.Cause.UNRESPONSIVE);
      assertThat(failureOf(asked)).isInstanceOf(TerminatedFailure.class);
      assertThat(arbiter.leakedThreads()).isEqualTo(1);
      Deferred<ActorRef> successor =
          Backoff.fixed(Duration.ofMillis(5))
              .maxElapsed(Duration.ofSeconds(10))
              .retry(arbiter.reactor(), () -> arbiter.lookup("stuck"));
      assertThat(Await.await(Await.await(successor).ask(Commands.PING))).isEqualTo("pong");
      release.countDown();
    });
    assertThat(reported.take().toString())
        .contains("no sign of life")
        .contains("is stuck and was given up")
        .contains("ThreadActorsTest");
  }

  @Test
  void aMonitorOfThreadsIsScaledWhileItWorks() {
    run(arbiter -> {
      Monitor monitor = arbiter.monitor(Workers.threads(2), where("pool"));
      Await.await(monitor.ready());
      assertThat(Await.await(monitor.workers().ask(WHERE, ""))).isEqualTo("pool.1 pool.1");
      assertThat(Await.await(monitor.workers().ask(WHERE, ""))).isEqualTo("pool.2 pool.2");
      Await.await(monitor.scale(8));
      assertThat(monitor.workerRefs()).hasSize(8);
      Await.await(monitor.reload());
      assertThat(monitor.workerRefs()).hasSize(8);
    });
  }

  /// Also from inside the callback that hears it, which runs as soon as anything does.
  @ParameterizedTest
  @EnumSource(
      value = ActorKind.class,
      names = {"LOCAL", "THREAD"})
  void whoHearsOfAnEndMayStartAnotherOfThatName(ActorKind kind) {
    int lives = 100;
    run(arbiter -> {
      for (int life = 0; life < lives; life++) {
        ActorRef actor = Await.await(arbiter.spawn(where("phoenix").as(kind)));
        Deferred<ActorRef> next =
            actor.stop().thenCompose(how -> arbiter.spawn(where("phoenix").as(kind)));
        Await.await(Await.await(next).stop());
      }
    });
  }

  @Test
  void aSecondOneOfItsNameIsRefusedAndLeavesNothingBehind() {
    run(arbiter -> {
      ActorRef first = Await.await(arbiter.spawn(where("worker")));
      assertThat(failureOf(arbiter.spawn(where("worker"))))
          .isInstanceOf(SpawnFailure.class)
          .hasMessageContaining("there is an actor 'worker' already");
      assertThat(Await.await(first.ask(WHERE, ""))).isEqualTo("worker worker");
      assertThat(failureOf(arbiter.spawn(where("odd").restart(Restart.PERMANENT).significant())))
          .hasMessageContaining("cannot be significant");
    });
  }

  @Test
  void manyActorsLiveAtOnce() {
    int count = Boolean.getBoolean("triga.nightly") ? 1_000 : 60;
    run(arbiter -> {
      List<Deferred<ActorRef>> spawned = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        spawned.add(arbiter.spawn(where("t" + i)));
      }
      List<Deferred<String>> answers = new ArrayList<>();
      for (ActorRef actor : Await.await(Deferred.all(spawned))) {
        answers.add(actor.ask(WHERE, ""));
      }
      assertThat(Await.await(Deferred.all(answers))).hasSize(count).doesNotHaveDuplicates();
    });
  }
}
