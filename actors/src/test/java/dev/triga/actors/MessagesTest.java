package dev.triga.actors;

import static dev.triga.async.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.async.CancelFailure;
import dev.triga.async.Deferred;
import dev.triga.async.TimeoutFailure;
import dev.triga.testing.ReportedFailures;
import dev.triga.testing.TrigaTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What becomes of messages between actors of one loop, with the clock in hand.
@TrigaTest
class MessagesTest extends ArbiterInMemory {
  static final Command<String, String> GREET = Command.of("greet", String.class, String.class);
  static final Command<Integer, Void> ADD = Command.notice("add", Integer.class);
  static final Command<String, String> SLOW = Command.of("slow", String.class, String.class);

  @AfterEach
  void stop() {
    arbiter.stop();
    memory.runFor(Duration.ofSeconds(6));
    assertThat(arbiter.state()).isEqualTo(ActorState.CLOSED);
  }

  /// Somebody listens, so that a failure is not reported as one that nobody wanted.
  private static <T> Deferred<T> heard(Deferred<T> deferred) {
    var _ = deferred.handle((value, failure) -> null);
    return deferred;
  }

  private ActorRef spawn(ActorSpec spec) {
    Spawning spawning = arbiter.spawn(spec);
    memory.settle();
    return spawning.resultNow();
  }

  private Throwable failed(Deferred<?> deferred) {
    memory.settle();
    return deferred.failureNow();
  }

  private static ActorSpec greeter() {
    return ActorSpec.local("greeter").on(GREET, (actor, name) -> "Hello " + name);
  }

  /// Answers after the seconds that its argument says.
  private static ActorSpec slow() {
    return ActorSpec.local("slow")
        .onAsync(
            SLOW,
            (actor, seconds) -> {
              await(actor.reactor().deferLater(Duration.ofSeconds(Integer.parseInt(seconds))));
              return seconds;
            });
  }

  @Test
  void anAskEndsInTheReply() {
    assertThat(settled(spawn(greeter()).ask(GREET, "world"))).isEqualTo("Hello world");
  }

  @Test
  void anAskNeverEndsInsideTheCall() {
    assertThat(spawn(greeter()).ask(GREET, "world").isDone()).isFalse();
    memory.settle();
  }

  @Test
  void whatAnAnswerThrowsArrivesAsItIs() {
    var failure = new IllegalStateException("no");
    ActorRef actor =
        spawn(
            ActorSpec.local("thrower")
                .on(
                    GREET,
                    (me, name) -> {
                      throw failure;
                    }));
    assertThat(failed(actor.ask(GREET, "x"))).isSameAs(failure);
    assertThat(actor.isAlive()).isTrue();
  }

  @Test
  void messagesArriveInOrder() {
    List<Integer> seen = new ArrayList<>();
    ActorRef actor =
        spawn(
            ActorSpec.local("counter")
                .on(
                    ADD,
                    (me, n) -> {
                      seen.add(n);
                      return null;
                    }));
    for (int i = 0; i < 100; i++) {
      assertThat(actor.tell(ADD, i)).isEqualTo(TellOutcome.QUEUED);
    }
    memory.settle();
    assertThat(seen).hasSize(100).isSorted();
  }

  @Test
  void whatIsToldBeforeTheStartWaits() {
    Spawning spawning = arbiter.spawn(greeter());
    Deferred<String> asked = spawning.ref().ask(GREET, "early");
    assertThat(settled(asked)).isEqualTo("Hello early");
    assertThat(spawning.resultNow().id()).isEqualTo(spawning.id());
  }

  @Test
  void anUnknownCommandFailsWithWhatIsKnown() {
    ActorRef actor = spawn(greeter());
    assertThat(failed(actor.ask(SLOW, "1")))
        .isInstanceOf(UnknownCommandFailure.class)
        .hasMessageContaining("'slow'")
        .hasMessageContaining("[greet]");
  }

  @Test
  void anUnknownCommandThatIsToldIsReported(ReportedFailures reported) {
    spawn(greeter()).tell(SLOW, "1");
    memory.settle();
    assertThat(reported.take().getFirst().error()).isInstanceOf(UnknownCommandFailure.class);
  }

  @Test
  void anArgumentOfAnotherClassIsRefusedAtOnce() {
    ActorRef actor = spawn(greeter());
    @SuppressWarnings({"unchecked", "rawtypes"})
    Command<Object, String> raw = (Command) GREET;
    assertThatThrownBy(() -> actor.tell(raw, 7))
        .isInstanceOf(ClassCastException.class)
        .hasMessageContaining("takes a java.lang.String, not a java.lang.Integer: 7");
  }

  @Test
  void oneAnswerAtATimeByDefault() {
    ActorRef actor = spawn(slow());
    Deferred<String> first = actor.ask(SLOW, "3");
    Deferred<String> second = actor.ask(SLOW, "1");
    memory.runFor(Duration.ofMillis(3500));
    assertThat(first.isDone()).isTrue();
    assertThat(second.isDone()).isFalse();
    memory.runFor(Duration.ofSeconds(1));
    assertThat(second.resultNow()).isEqualTo("1");
  }

  @Test
  void severalAnswersAtOnceByChoice() {
    ActorRef actor = spawn(slow().concurrent(2));
    Deferred<String> first = actor.ask(SLOW, "3");
    Deferred<String> second = actor.ask(SLOW, "1");
    Deferred<String> third = actor.ask(SLOW, "1");
    memory.runFor(Duration.ofMillis(1500));
    assertThat(second.isDone()).isTrue();
    assertThat(third.isDone()).isFalse();
    memory.runFor(Duration.ofSeconds(2));
    assertThat(first.isDone() && third.isDone()).isTrue();
  }

  @Test
  void anAskEndsWithItsTimeOut() {
    ActorRef actor = spawn(slow());
    Deferred<String> late = actor.ask(SLOW, "3", Duration.ofSeconds(2));
    Deferred<String> soon = actor.ask(SLOW, "0", Duration.ofSeconds(1));
    memory.runFor(Duration.ofSeconds(1));
    assertThat(soon.failureNow()).isInstanceOf(TimeoutFailure.class).hasMessageContaining("'slow'");
    assertThat(late.isDone()).isFalse();
    memory.runFor(Duration.ofSeconds(1));
    assertThat(late.failureNow()).isInstanceOf(TimeoutFailure.class);
  }

  @Test
  void aQuestionTakenBackIsNotHandled() {
    List<String> handled = new ArrayList<>();
    ActorRef actor =
        spawn(
            slow()
                .on(
                    GREET,
                    (me, name) -> {
                      handled.add(name);
                      return name;
                    }));
    Deferred<String> slow = actor.ask(SLOW, "1");
    Deferred<String> waiting = actor.ask(GREET, "nobody");
    memory.settle();
    assertThat(waiting.cancel()).isTrue();
    memory.runFor(Duration.ofSeconds(2));
    assertThat(slow.isSucceeded()).isTrue();
    assertThat(handled).isEmpty();
    assertThat(waiting.failureNow()).isInstanceOf(CancelFailure.class);
  }

  @Test
  void aFullMailboxPushesBack() {
    ActorRef actor = spawn(slow().credit(2));
    assertThat(actor.tell(SLOW, "1")).isEqualTo(TellOutcome.QUEUED);
    assertThat(actor.tell(SLOW, "1")).isEqualTo(TellOutcome.QUEUED);
    assertThat(actor.tell(SLOW, "1")).isEqualTo(TellOutcome.FULL);
    assertThat(failed(actor.ask(SLOW, "1")))
        .isInstanceOf(MailboxFullFailure.class)
        .hasMessageContaining("2 messages");
    Deferred<Void> room = actor.room();
    memory.settle();
    assertThat(room.isDone()).isFalse();
    memory.runFor(Duration.ofSeconds(1));
    assertThat(room.isSucceeded()).isTrue();
    assertThat(actor.tell(SLOW, "1")).isEqualTo(TellOutcome.QUEUED);
    memory.runFor(Duration.ofSeconds(3));
  }

  @Test
  void theCreditOfOneSenderIsNotThatOfAnother() {
    ActorRef receiver = spawn(slow().credit(1));
    ActorRef other =
        spawn(
            ActorSpec.local("other")
                .on(GREET, (me, name) -> me.named("slow").tell(SLOW, "1").name()));
    assertThat(receiver.tell(SLOW, "1")).isEqualTo(TellOutcome.QUEUED);
    assertThat(receiver.tell(SLOW, "1")).isEqualTo(TellOutcome.FULL);
    assertThat(settled(other.ask(GREET, "x"))).isEqualTo("QUEUED");
    memory.runFor(Duration.ofSeconds(3));
  }

  @Test
  void whatWasAskedFailsAtOnceWhenTheActorDies() {
    ActorRef actor = spawn(slow());
    Deferred<String> inProgress = actor.ask(SLOW, "3");
    Deferred<String> waiting = actor.ask(SLOW, "1");
    memory.settle();
    actor.kill();
    memory.settle();
    assertThat(inProgress.failureNow()).isInstanceOf(TerminatedFailure.class);
    assertThat(waiting.failureNow()).isInstanceOf(TerminatedFailure.class);
    assertThat(actor.tell(SLOW, "1")).isEqualTo(TellOutcome.TERMINATED);
    assertThat(failed(actor.ask(SLOW, "1"))).isInstanceOf(TerminatedFailure.class);
  }

  @Test
  void aStopLetsWhatCameBeforeItFinish() {
    ActorRef actor = spawn(slow());
    Deferred<String> asked = actor.ask(SLOW, "1");
    Deferred<Termination> gone = actor.stop();
    Deferred<String> late = heard(actor.ask(SLOW, "1"));
    memory.runFor(Duration.ofSeconds(2));
    assertThat(asked.resultNow()).isEqualTo("1");
    assertThat(late.failureNow()).isInstanceOf(TerminatedFailure.class);
    assertThat(gone.resultNow().cause()).isEqualTo(Termination.Cause.STOPPED);
  }

  @Test
  void aStopThatTakesTooLongIsCutOff() {
    ActorRef actor = spawn(slow().shutdown(Shutdown.after(Duration.ofSeconds(1))));
    Deferred<String> asked = heard(actor.ask(SLOW, "4"));
    Deferred<Termination> gone = actor.stop();
    memory.runFor(Duration.ofSeconds(2));
    assertThat(gone.resultNow().cause()).isEqualTo(Termination.Cause.KILLED);
    assertThat(asked.failureNow()).isInstanceOf(TerminatedFailure.class);
  }

  @Test
  void everyActorAnswersTheBuiltInCommands() {
    ActorRef actor = spawn(greeter().config("colour", "red"));
    assertThat(settled(actor.ask(Commands.PING))).isEqualTo("pong");
    assertThat(settled(actor.ask(Commands.ECHO, "x"))).isEqualTo("x");
    assertThat(settled(actor.run(Actor::name))).isEqualTo("greeter");
    assertThat(settled(actor.ask(Commands.CONFIG_GET, "colour"))).isEqualTo("red");
    settled(actor.ask(Commands.CONFIG_SET, new ConfigEntry("colour", "blue")));
    assertThat(settled(actor.ask(Commands.CONFIG_GET, "colour"))).isEqualTo("blue");
    assertThat(failed(actor.ask(Commands.CONFIG_GET, "size"))).hasMessageContaining("[colour]");
    assertThat(settled(actor.ask(Commands.INFO)).get("actor").toString()).contains("name=greeter");
    settled(actor.ask(Commands.STOP));
    memory.settle();
    assertThat(actor.isAlive()).isFalse();
  }

  @Test
  void namesFindWhoBearsThemNow() {
    NamedRecipient name = arbiter.named("greeter");
    assertThat(failed(name.ask(GREET, "x"))).isInstanceOf(UnknownActorFailure.class);
    ActorRef first = spawn(greeter());
    assertThat(settled(name.ask(GREET, "x"))).isEqualTo("Hello x");
    settled(first.stop());
    spawn(greeter());
    assertThat(settled(name.ask(GREET, "y"))).isEqualTo("Hello y");
    assertThat(settled(arbiter.lookup("greeter"))).isNotEqualTo(first);
    ActorRef asker = spawn(ActorSpec.local("asker"));
    Deferred<String> manager = asker.run(me -> await(me.named("monitor").resolve()).name());
    assertThat(settled(manager)).isEqualTo("arbiter");
  }

  @Test
  void aGroupSharesItsMessagesOut() {
    List<String> seen = new ArrayList<>();
    for (String name : List.of("one", "two", "three")) {
      spawn(
          ActorSpec.local(name)
              .group("all")
              .on(
                  ADD,
                  (me, n) -> {
                    seen.add(me.name() + n);
                    return null;
                  }));
    }
    ActorGroup group = arbiter.group("all");
    for (int i = 0; i < 4; i++) {
      group.tell(ADD, i);
    }
    memory.settle();
    assertThat(seen).containsExactly("one0", "two1", "three2", "one3");
    settled(group.members().get(1).stop());
    assertThat(group.tellAll(ADD, 9)).isEqualTo(2);
    memory.settle();
  }
}
