package dev.triga.actors;

import static dev.triga.async.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import dev.triga.testing.ReportedFailures;
import dev.triga.testing.TrigaTest;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/// What is left of thread actors when they end, however they do.
@TrigaTest
class EndingThreadsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Command<String, String> BLOCK =
      Command.of("block", String.class, String.class);

  /// Runs a program on the arbiter's turn to its end.
  private static void run(Arbiter.Body body) {
    int code =
        Arbiter.run(
            new String[0],
            arbiter -> {
              body.run(arbiter);
              arbiter.stop();
            });
    assertThat(code).isZero();
  }

  /// A result that comes soon, if at all: a test that fails does not hang.
  private static <T> T soon(Deferred<T> deferred) {
    return await(deferred.timeout(PATIENCE));
  }

  private static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
  }

  private static boolean isThread(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals(name));
  }

  private record Family(ActorRef parent, ActorRef thread, ActorRef local) {}

  /// The parent computes, so that it has a computing thread, and has children of two kinds.
  private static Family family(Arbiter arbiter) {
    ActorRef parent = soon(arbiter.spawn(ActorSpec.thread("parent")));
    soon(
        parent.run(me -> {
          await(me.spawn(ActorSpec.thread("thread-kid").restart(Restart.PERMANENT)));
          await(me.spawn(ActorSpec.local("local-kid").restart(Restart.PERMANENT)));
          return await(me.compute(() -> 1));
        }));
    return new Family(
        parent, soon(arbiter.lookup("thread-kid")), soon(arbiter.lookup("local-kid")));
  }

  private static void checkNothingIsLeft(Arbiter arbiter, Family family) {
    assertThat(soon(family.thread.terminated()).cause()).isEqualTo(Termination.Cause.KILLED);
    assertThat(soon(family.local.terminated()).cause()).isEqualTo(Termination.Cause.KILLED);
    until("its threads are gone", () -> !isThread("parent computing 1") && !isThread("thread-kid"));
    // Their names are free.
    assertThat(soon(arbiter.spawn(ActorSpec.thread("thread-kid"))).isAlive()).isTrue();
    assertThat(soon(arbiter.spawn(ActorSpec.local("local-kid"))).isAlive()).isTrue();
  }

  @Test
  void oneWhoseLoopIsStoppedLeavesNobodyBehind() {
    run(arbiter -> {
      Family family = family(arbiter);
      Deferred<Termination> gone = family.parent.terminated();
      family.parent.tell(
          Commands.RUN,
          me -> {
            me.reactor().stop();
            return 1;
          });
      soon(gone);
      checkNothingIsLeft(arbiter, family);
    });
  }

  @Test
  void oneWhoseLoopEndsByAFatalErrorSaysSoAndLeavesNobodyBehind() {
    run(arbiter -> {
      Family family = family(arbiter);
      Deferred<Termination> gone = family.parent.terminated();
      family.parent.tell(
          Commands.RUN,
          me -> {
            // Not in the command, whose sender would hear of it, but in a callback of the loop.
            return me.reactor()
                .schedule(
                    Duration.ZERO,
                    () -> {
                      throw new OutOfMemoryError("as planned");
                    })
                .isPending();
          });
      Termination how = soon(gone);
      assertThat(how.cause()).isEqualTo(Termination.Cause.FAILED);
      assertThat(how.exitCode()).isEqualTo(1);
      assertThat(how.failure()).isInstanceOf(OutOfMemoryError.class).hasMessage("as planned");
      checkNothingIsLeft(arbiter, family);
    });
  }

  @Test
  void oneThatIsKilledLeavesNobodyBehind() {
    run(arbiter -> {
      Family family = family(arbiter);
      assertThat(soon(family.parent.kill()).cause()).isEqualTo(Termination.Cause.KILLED);
      checkNothingIsLeft(arbiter, family);
    });
  }

  @Test
  void oneThatIsStuckCanBeKilledAndSoAreItsChildren(ReportedFailures reported) {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try {
      run(arbiter -> {
        ActorRef stuck =
            soon(
                arbiter.spawn(
                    ActorSpec.thread("stuck")
                        .credit(4)
                        .on(
                            BLOCK,
                            (me, x) -> {
                              begun.countDown();
                              while (release.getCount() > 0) {
                                LockSupport.parkNanos(1_000_000);
                                boolean ignored = Thread.interrupted();
                              }
                              return "";
                            })));
        ActorRef kid = soon(stuck.run(me -> await(me.spawn(ActorSpec.thread("kid")))));
        for (int i = 0; i < 3; i++) {
          assertThat(stuck.tell(BLOCK, "")).isEqualTo(TellOutcome.QUEUED);
        }
        until("it is stuck", () -> begun.getCount() == 0);
        Deferred<Throwable> room = stuck.room().handle((nothing, failure) -> failure);
        assertThat(soon(stuck.kill()).cause()).isEqualTo(Termination.Cause.KILLED);
        assertThat(soon(room)).isInstanceOf(TerminatedFailure.class);
        assertThat(soon(kid.terminated()).cause()).isEqualTo(Termination.Cause.KILLED);
        release.countDown();
      });
    } finally {
      release.countDown();
    }
    assertThat(reported.take().toString()).contains("is stuck and was given up");
  }

  @Test
  void whoStopsWatchingEndsTheWatchOfNobodyElse() {
    run(arbiter -> {
      ActorRef actor = soon(arbiter.spawn(ActorSpec.thread("actor")));
      assertThat(actor.terminated().cancel()).isTrue();
      assertThat(soon(actor.kill()).cause()).isEqualTo(Termination.Cause.KILLED);
      assertThat(soon(arbiter.spawn(ActorSpec.thread("actor"))).isAlive()).isTrue();
    });
  }

  @Test
  void anAskerThatEndsDoesNotEndTheWatchOfOthers() {
    run(arbiter -> {
      ActorRef actor = soon(arbiter.spawn(ActorSpec.thread("actor")));
      ActorRef asker = soon(arbiter.spawn(ActorSpec.thread("asker")));
      String answer = soon(asker.run(me -> await(actor.ask(Commands.PING))));
      assertThat(answer).isEqualTo("pong");
      soon(asker.stop());
      assertThat(soon(actor.stop()).cause()).isEqualTo(Termination.Cause.STOPPED);
    });
  }

  @Test
  void aReactorThatClosesWaitsForItsActorsAlsoWhenAnAskerHasEnded() {
    var isStopped = new AtomicBoolean();
    Reactor reactor = Reactor.builder().name("arbiter").open();
    reactor.start();
    Arbiter arbiter = reactor.blockingCallFromThread(() -> Arbiter.on(reactor));
    ActorRef self = arbiter.self();
    reactor.blockingCallFromThread(() -> {
      ActorRef asker = soon(arbiter.spawn(ActorSpec.thread("asker")));
      String answer = soon(asker.run(me -> await(self.ask(Commands.PING))));
      assertThat(answer).isEqualTo("pong");
      soon(asker.stop());
      return soon(
          arbiter.spawn(
              ActorSpec.thread("careful")
                  .onStopping(me -> {
                    await(me.reactor().deferLater(Duration.ofMillis(200)));
                    isStopped.set(true);
                  })));
    });
    reactor.close();
    assertThat(isStopped).isTrue();
    assertThat(arbiter.state().isOver()).isTrue();
  }
}
