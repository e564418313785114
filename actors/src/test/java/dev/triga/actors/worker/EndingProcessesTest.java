package dev.triga.actors.worker;

import static dev.triga.async.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.actors.ActorRef;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.Command;
import dev.triga.actors.Commands;
import dev.triga.actors.TellOutcome;
import dev.triga.actors.Termination.Cause;
import dev.triga.async.Deferred;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What processes know of each other, and what those that end leave to the others.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndingProcessesTest {
  /// Those that wait do not wait longer, so that a test that fails does not hang.
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Command<String, String> GREET =
      Command.of("greet", String.class, String.class);
  private static final Command<String, String> NEVER =
      Command.of("never", String.class, String.class);

  /// Waits for another one's end, and says how that was.
  private static final Command<ActorRef, String> WATCH =
      Command.of("watch", ActorRef.class, String.class);

  private static final ActorSpec WORKER =
      ActorSpec.process("worker")
          .bootDeadline(Duration.ofSeconds(30))
          .concurrent(2)
          .on(GREET, (me, name) -> "Hello " + name)
          .onAsync(WATCH, (me, other) -> await(other.terminated().timeout(PATIENCE)).cause().name())
          .onAsync(NEVER, (me, x) -> await(new Deferred<String>(me.reactor())));

  private TestArbiter run;
  private ActorRef worker;

  @BeforeAll
  void start() {
    run = new TestArbiter();
    worker = run.spawn(WORKER);
    run.spawn(ActorSpec.local("near").on(GREET, (me, name) -> "near greets " + name));
  }

  @AfterAll
  void stop() {
    run.close();
  }

  private <T> T soon(Callable<Deferred<T>> function) {
    return run.result(() -> function.call().timeout(PATIENCE));
  }

  @Test
  void whoStopsWatchingEndsTheWatchOfNobodyElse() {
    ActorRef watched = run.spawn(WORKER.named("watched"));
    assertThat(run.<Boolean>onTurn(() -> watched.terminated().cancel())).isTrue();
    assertThat(soon(watched::stop).cause()).isEqualTo(Cause.STOPPED);
  }

  @Test
  void whoGivesALookupUpDoesNotTakeTheNameFromOthers() {
    String answer =
        soon(() ->
            worker.run(me -> {
              me.ask("near", GREET, "nobody").cancel();
              return await(me.ask("near", GREET, "you"));
            }));
    assertThat(answer).isEqualTo("near greets you");
  }

  @Test
  void aProcessOfAWorkerKnowsTheNamesOfAll() {
    ActorRef grandchild = soon(() -> worker.run(me -> await(me.spawn(WORKER.named("grandchild")))));
    String answer = soon(() -> grandchild.run(me -> await(me.ask("near", GREET, "you"))));
    assertThat(answer).isEqualTo("near greets you");
    soon(grandchild::stop);
  }

  @Test
  void aWorkerHearsOfTheEndOfOneThatItGotToKnowTooLate() {
    ActorRef dead = run.spawn(WORKER.named("dead"));
    soon(dead::stop);
    assertThat(soon(() -> worker.ask(WATCH, dead))).isEqualTo("LOST");
  }

  @Test
  void aWorkerHearsOfTheEndOfAProcessWhoseKeeperHasEndedToo() {
    String cause =
        soon(() ->
            worker.run(me -> {
              ActorRef keeper = await(me.spawn(ActorSpec.thread("keeper")));
              ActorRef kept = await(keeper.run(it -> await(it.spawn(ActorSpec.process("kept")))));
              Deferred<?> gone = kept.terminated().timeout(Duration.ofSeconds(10));
              keeper.kill();
              await(gone);
              return "heard";
            }));
    assertThat(cause).isEqualTo("heard");
  }

  @Test
  void sendersThatEndTakeNoRoomWithThem() {
    ActorRef receiver = run.spawn(WORKER.named("receiver"));
    for (int round = 0; round < 3; round++) {
      ActorRef sender = run.spawn(ActorSpec.local("sender"));
      Deferred<?> sent =
          run.onTurn(() ->
              sender.run(me -> {
                for (int i = 0; i < ActorSpec.DEFAULT_CREDIT - 100; i++) {
                  assertThat(receiver.tell(GREET, "you")).isEqualTo(TellOutcome.QUEUED);
                }
                me.stop();
                return 1;
              }));
      soon(() -> sent);
      soon(sender::terminated);
      soon(receiver::room);
    }
    soon(receiver::stop);
  }

  @Test
  void informationTakesNoRoomAndGivesNone() {
    ActorRef full = run.spawn(WORKER.named("full").concurrent(1));
    for (int i = 0; i < ActorSpec.DEFAULT_CREDIT; i++) {
      assertThat(run.<TellOutcome>onTurn(() -> full.tell(NEVER, ""))).isEqualTo(TellOutcome.QUEUED);
    }
    for (int i = 0; i < 3; i++) {
      assertThat(soon(() -> full.ask(Commands.INFO))).isNotEmpty();
    }
    assertThat(run.<TellOutcome>onTurn(() -> full.tell(NEVER, ""))).isEqualTo(TellOutcome.FULL);
    soon(full::kill);
  }
}
