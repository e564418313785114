package dev.triga.actors.worker;

import static dev.triga.async.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.actors.ActorRef;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.Command;
import dev.triga.actors.Commands;
import dev.triga.actors.RemoteFailure;
import dev.triga.actors.TellOutcome;
import dev.triga.actors.TerminatedFailure;
import dev.triga.actors.Termination;
import dev.triga.actors.Termination.Cause;
import dev.triga.actors.UnknownActorFailure;
import dev.triga.actors.Workers;
import dev.triga.actors.cell.RemoteReference;
import dev.triga.actors.remote.Peer;
import dev.triga.async.Deferred;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/// What happens to workers, and what their arbiter and those who wait for them hear of it. Each
/// worker is a real process; one arbiter serves all tests.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class WorkerFaultsTest {
  private static final Duration TIMEOUT = Duration.ofMillis(500);

  /// A stuck worker is ended by its time-out and a second; a busy machine gets two more.
  private static final Duration STUCK_MAX = TIMEOUT.plusSeconds(3);

  /// It has a second to end without its arbiter; a busy machine gets two more.
  private static final Duration ORPHAN_MAX = Duration.ofSeconds(3);

  private static final Command<Integer, byte[]> FILL =
      Command.of("fill", Integer.class, byte[].class);

  private static final Command<String, String> ASK_FOR =
      Command.of("ask-for", String.class, String.class);

  private static final ActorSpec WORKER =
      ActorSpec.process("worker")
          .on(FILL, (me, size) -> new byte[size])
          .onAsync(ASK_FOR, (me, name) -> await(me.ask(name, Commands.PING)));

  private TestArbiter its;

  /// One that no test harms.
  private ActorRef sound;

  @BeforeAll
  void start() {
    its = new TestArbiter();
    sound = its.spawn(WORKER.named("sound"));
  }

  @AfterAll
  void stop() {
    its.close();
  }

  private static void block() {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  private Termination endOf(ActorRef actor, Duration within) {
    long begin = System.nanoTime();
    Termination ended = its.result(actor::terminated);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(within);
    return ended;
  }

  @Test
  void aSuspendedWorkerIsEndedSoonAfterItsTimeOut() throws Exception {
    var worker = its.spawn(WORKER.named("suspended").timeout(TIMEOUT));
    TestArbiter.suspend(its.pid(worker));
    var asked = its.onTurn(() -> worker.ask(Commands.PING));
    assertThat(endOf(worker, STUCK_MAX).cause()).isEqualTo(Cause.UNRESPONSIVE);
    assertThatThrownBy(() -> its.result(() -> asked)).isInstanceOf(TerminatedFailure.class);
    assertThat(its.hasLogged("its JVM has not answered")).isTrue();
  }

  @Test
  void aStuckWorkerThatDoesNotFollowTermIsEndedAllTheSame() {
    var worker = its.spawn(WORKER.named("stubborn").timeout(TIMEOUT));
    // Its handler of TERM would run on the loop.
    its.onTurn(() ->
        worker.tell(
            Commands.RUN,
            me -> {
              block();
              return 1;
            }));
    assertThat(endOf(worker, STUCK_MAX).cause()).isEqualTo(Cause.UNRESPONSIVE);
  }

  @Test
  void aWorkerWithoutMemoryEndsAndSaysSo() {
    var worker = its.spawn(WORKER.named("full").jvmOptions("-Xmx24m"));
    var asked =
        its.onTurn(() ->
            worker.run(me -> {
              var kept = new ArrayList<byte[]>();
              while (true) {
                kept.add(new byte[1 << 20]);
              }
            }));
    Termination ended = endOf(worker, Duration.ofSeconds(10));
    assertThat(ended.isAbnormal()).isTrue();
    assertThatThrownBy(() -> its.result(() -> asked))
        .satisfiesAnyOf(
            failure -> assertThat(failure).isInstanceOf(TerminatedFailure.class),
            // Not the error itself, which would end the loop that it is thrown to.
            failure ->
                assertThat(failure)
                    .isInstanceOf(RemoteFailure.class)
                    .hasMessageContaining("OutOfMemoryError"));
    TestArbiter.until("the reason", () -> its.hasLogged("OutOfMemoryError"));
  }

  @Test
  void whatCannotBeToldTakesNoRoom() {
    for (int i = 0; i < 2 * ActorSpec.DEFAULT_CREDIT; i++) {
      assertThatThrownBy(() -> its.onTurn(() -> sound.tell(Commands.ECHO, new Object())))
          .hasMessageContaining("java.lang.Object");
    }
    assertThat(its.onTurn(() -> sound.tell(Commands.ECHO, "fine"))).isEqualTo(TellOutcome.QUEUED);
    assertThat(its.result(() -> sound.ask(Commands.PING))).isEqualTo("pong");
  }

  /// As many as may be open, of which each answer brings about the next question.
  @Test
  void anAnswerMakesRoomForTheNextQuestion() {
    int open = ActorSpec.DEFAULT_CREDIT - 1;
    var left = new AtomicInteger(5 * open);
    var done = its.onTurn(() -> new Deferred<Integer>(its.reactor));
    its.onTurn(() -> {
      for (int i = 0; i < open; i++) {
        askOn(left, done);
      }
      return 1;
    });
    assertThat(its.result(() -> done)).isZero();
  }

  private void askOn(AtomicInteger left, Deferred<Integer> done) {
    var _ =
        sound
            .ask(Commands.PING)
            .handle((pong, failure) -> {
              if (failure != null) {
                done.fail(failure);
              } else if (left.decrementAndGet() == 0) {
                done.succeed(0);
              } else if (left.get() > 0) {
                askOn(left, done);
              }
              return null;
            });
  }

  @Test
  void whoDoesNotExistCannotBeAsked() {
    assertThatThrownBy(() -> its.result(() -> sound.ask(ASK_FOR, "nobody")))
        .isInstanceOf(UnknownActorFailure.class)
        .hasMessageContaining("nobody");
    assertThat(its.result(() -> sound.ask(ASK_FOR, "arbiter"))).isEqualTo("pong");
  }

  @Test
  void aReplyCutInTheMiddleIsNoReply() {
    var worker = its.spawn(WORKER.named("cut"));
    var process = ProcessHandle.of(its.pid(worker)).orElseThrow();
    List<Deferred<byte[]>> asked = new ArrayList<>();
    its.onTurn(() -> {
      for (int i = 0; i < 20; i++) {
        asked.add(worker.ask(FILL, 3_000_000));
      }
      return 1;
    });
    // Somewhere among sixty megabytes, which come in pieces.
    assertThat(its.result(asked::getFirst)).hasSize(3_000_000);
    process.destroyForcibly();
    assertThat(endOf(worker, Duration.ofSeconds(10)).cause()).isEqualTo(Cause.LOST);
    for (var reply : asked) {
      try {
        assertThat(its.result(() -> reply)).hasSize(3_000_000);
      } catch (TerminatedFailure expected) {
        assertThat(expected).hasMessageContaining("LOST");
      }
    }
    assertThat(its.result(() -> sound.ask(Commands.PING))).isEqualTo("pong");
  }

  @Test
  void aWorkerThatCannotBeReachedAnyMoreIsEnded() {
    var worker = its.spawn(WORKER.named("unreachable"));
    var process = ProcessHandle.of(its.pid(worker)).orElseThrow();
    // A message that breaks the rules costs a worker its connection.
    its.onTurn(() ->
        worker.tell(
            Commands.RUN,
            me -> {
              ((Peer) ((RemoteReference) me.manager()).route())
                  .sendPort("a worker has none to give");
              return 1;
            }));
    assertThat(endOf(worker, Duration.ofSeconds(10)).cause()).isEqualTo(Cause.LOST);
    TestArbiter.until("the end of the process", () -> !process.isAlive());
  }

  /// For the worker, an arbiter that crashes is one that was killed: all connections end at once.
  @Test
  void aWorkerThatHangsInAShutdownHookDoesNotOutliveItsArbiter(@TempDir Path folder) {
    String reached = folder.resolve("hook").toString();
    try (var own = new TestArbiter()) {
      var worker = own.spawn(WORKER.named("hangs-at-its-end"));
      var process = ProcessHandle.of(own.pid(worker)).orElseThrow();
      own.result(() ->
          worker.run(me -> {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> hang(reached)));
            return 1;
          }));
      own.onTurn(() -> worker.tell(Commands.STOP, null));
      TestArbiter.until("its hook", () -> Files.exists(Path.of(reached)));
      assertThat(process.isAlive()).isTrue();
      own.reactor.crash();
      own.close();
      long begin = System.nanoTime();
      TestArbiter.until("the end of its process", () -> !process.isAlive());
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(ORPHAN_MAX);
    }
  }

  private static void hang(String sign) {
    try {
      Files.createFile(Path.of(sign));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    block();
  }

  @Test
  void killedWorkersAreReplaced() {
    var monitor = its.onTurn(() -> its.arbiter.monitor(Workers.processes(2), WORKER));
    its.result(monitor::ready);
    Set<Long> before = pids(its.onTurn(monitor::workerRefs));
    before.forEach(pid -> ProcessHandle.of(pid).orElseThrow().destroyForcibly());
    TestArbiter.until(
        "two others",
        () -> {
          try {
            var now = pids(its.onTurn(monitor::workerRefs));
            return now.size() == 2 && now.stream().noneMatch(before::contains);
          } catch (TerminatedFailure notYet) {
            return false;
          }
        });
    its.result(monitor::stop);
  }

  private Set<Long> pids(List<ActorRef> refs) {
    return refs.stream().map(its::pid).collect(Collectors.toSet());
  }
}
