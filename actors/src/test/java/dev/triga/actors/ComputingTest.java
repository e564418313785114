package dev.triga.actors;

import static dev.triga.async.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import dev.triga.testing.TrigaTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Actors that keep processors busy.
@TrigaTest
class ComputingTest {
  private static void in(ActorSpec spec, ActorFunction<String> function) {
    int code =
        Arbiter.run(
            new String[0],
            arbiter -> {
              ActorRef actor = await(arbiter.spawn(spec));
              String done = await(actor.run(function));
              assertThat(done).isEqualTo("done");
              arbiter.stop();
            });
    assertThat(code).isZero();
  }

  @Test
  void aComputingThreadHasALoopOfItsOwnAndKnowsItsActor() {
    in(
        ActorSpec.thread("cruncher"),
        me -> {
          String seen =
              await(
                  me.compute(() -> {
                    assertThat(Actor.current()).isSameAs(me);
                    assertThat(Reactor.current()).isNotNull().isNotSameAs(me.reactor());
                    assertThat(me.reactor().isOnTurn()).isFalse();
                    return Thread.currentThread().getName();
                  }));
          assertThat(seen).isEqualTo("cruncher computing 1");
          assertThat(me.reactor().isOnTurn()).isTrue();
          return "done";
        });
  }

  @Test
  void timersAndDeferredsWorkThere() {
    in(
        ActorSpec.thread("cruncher"),
        me -> {
          Deferred<Integer> late =
              me.computeStage(() -> Reactor.current().deferLater(Duration.ofMillis(1), () -> 42));
          assertThat(await(late)).isEqualTo(42);
          return "done";
        });
  }

  @Test
  void threadsAreStartedOnDemandUpToTheirNumber() {
    in(
        ActorSpec.thread("cruncher").threadWorkers(3),
        me -> {
          var together = new CyclicBarrier(3);
          List<Deferred<String>> work = new ArrayList<>();
          for (int i = 0; i < 9; i++) {
            work.add(
                me.compute(() -> {
                  together.await();
                  return Thread.currentThread().getName();
                }));
          }
          assertThat(new HashSet<>(await(Deferred.all(work)))).hasSize(3);
          return "done";
        });
  }

  @Test
  void whatItThrowsArrives() {
    in(
        ActorSpec.local("cruncher"),
        me -> {
          Deferred<Throwable> failure =
              me.compute(
                      () -> {
                        throw new IllegalStateException("on purpose");
                      })
                  .handle((value, thrown) -> thrown);
          assertThat(await(failure)).hasMessage("on purpose");
          return "done";
        });
  }

  @Test
  void aStopWaitsForStagesThatHaveNotEnded() {
    var isFinished = new AtomicBoolean();
    int code =
        Arbiter.run(
            new String[0],
            arbiter -> {
              ActorRef actor = await(arbiter.spawn(ActorSpec.thread("cruncher")));
              await(
                  actor.run(me -> {
                    var _ =
                        me.computeStage(() ->
                            Reactor.current()
                                .deferLater(
                                    Duration.ofMillis(100),
                                    () -> {
                                      isFinished.set(true);
                                      return 1;
                                    }));
                    return 1;
                  }));
              await(actor.stop().timeout(Duration.ofSeconds(10)));
              assertThat(isFinished).isTrue();
              arbiter.stop();
            });
    assertThat(code).isZero();
  }
}
