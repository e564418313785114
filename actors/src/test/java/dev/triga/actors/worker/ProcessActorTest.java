package dev.triga.actors.worker;

import static dev.triga.async.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.actors.Actor;
import dev.triga.actors.ActorRef;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.Answers;
import dev.triga.actors.Arbiter;
import dev.triga.actors.Behaviour;
import dev.triga.actors.Command;
import dev.triga.actors.Commands;
import dev.triga.actors.SharedPorts;
import dev.triga.actors.SpawnFailure;
import dev.triga.actors.TerminatedFailure;
import dev.triga.actors.Termination;
import dev.triga.actors.Termination.Cause;
import dev.triga.actors.UnknownCommandFailure;
import dev.triga.async.Deferred;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import dev.triga.reactor.Log;
import dev.triga.reactor.LogLevel;
import dev.triga.reactor.Reactor;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Actors in processes of their own, as their arbiter and each other see them. One arbiter and few
/// processes serve all tests, because a process takes a third of a second to start.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProcessActorTest {
  private static final Command<String, String> GREET =
      Command.of("greet", String.class, String.class);

  /// Asks another actor to greet.
  private static final Command<ActorRef, String> PASS_ON =
      Command.of("pass-on", ActorRef.class, String.class);

  private static final Command<Integer, byte[]> FILL =
      Command.of("fill", Integer.class, byte[].class);

  record Parcel(String label, List<Integer> contents) {}

  private static final Command<Parcel, Parcel> DOUBLE =
      Command.of("double", Parcel.class, Parcel.class);

  private static final ActorSpec GREETER =
      ActorSpec.process("greeter")
          .on(GREET, (me, name) -> "Hello " + name + " from " + me.name())
          .on(DOUBLE, (me, parcel) -> new Parcel(parcel.label + parcel.label, parcel.contents))
          .on(FILL, (me, size) -> new byte[size])
          .onAsync(PASS_ON, (me, other) -> await(other.ask(GREET, me.name())));

  private Reactor reactor;
  private Arbiter arbiter;
  private ActorRef greeter;
  private ActorRef other;

  @BeforeAll
  void start() {
    // What is logged is looked at in the history; it would only disturb elsewhere.
    Log.defaultObserver(entry -> {});
    reactor = Reactor.builder().name("arbiter").open();
    Log.defaultObserver(Log.systemLogger());
    reactor.log().level(LogLevel.ERROR);
    reactor.start();
    arbiter = reactor.blockingCallFromThread(() -> Arbiter.on(reactor));
    Deferred<List<ActorRef>> both =
        onTurn(() ->
            Deferred.all(List.of(arbiter.spawn(GREETER), arbiter.spawn(GREETER.named("other")))));
    var refs = reactor.blockingCallFromThread(() -> await(both));
    greeter = refs.get(0);
    other = refs.get(1);
  }

  @AfterAll
  void stop() {
    reactor.close();
  }

  private <T> T onTurn(Callable<T> function) {
    return reactor.blockingCallFromThread(function);
  }

  private <T> T result(Callable<Deferred<T>> function) {
    return reactor.blockingCallFromThread(() -> await(function.call()));
  }

  /// Also from inside the callback that hears it.
  @Test
  void whoHearsOfAnEndMayStartAnotherOfThatName() {
    ActorRef first = result(() -> arbiter.spawn(ActorSpec.process("phoenix")));
    ActorRef second =
        result(() -> first.stop().thenCompose(how -> arbiter.spawn(ActorSpec.process("phoenix"))));
    assertThat(result(() -> second.ask(Commands.PING))).isEqualTo("pong");
    assertThat(result(second::stop).cause()).isEqualTo(Cause.STOPPED);
  }

  @Test
  void itAnswersInAProcessOfItsOwn() {
    assertThat(result(() -> greeter.ask(Commands.PING))).isEqualTo("pong");
    assertThat(result(() -> greeter.ask(GREET, "world"))).isEqualTo("Hello world from greeter");
    long pid = result(() -> greeter.run(me -> ProcessHandle.current().pid()));
    assertThat(pid).isNotEqualTo(ProcessHandle.current().pid());
  }

  @Test
  void valuesOfAllSizesAndKindsTravel() {
    var parcel = new Parcel("x", List.of(1, 2));
    assertThat(result(() -> greeter.ask(DOUBLE, parcel)))
        .isEqualTo(new Parcel("xx", List.of(1, 2)));
    assertThat(result(() -> greeter.ask(FILL, 3_000_000))).hasSize(3_000_000);
    byte[] large = new byte[2_000_000];
    large[1_999_999] = 7;
    assertThat((byte[]) result(() -> greeter.ask(Commands.ECHO, large))).isEqualTo(large);
  }

  @Test
  void anActorCanBeSentAndIsSpokenToDirectly() {
    assertThat(result(() -> greeter.ask(PASS_ON, other))).isEqualTo("Hello greeter from other");
    assertThat(result(() -> other.ask(PASS_ON, greeter))).isEqualTo("Hello other from greeter");
  }

  @Test
  void whatGoesWrongThereIsThrownHere() {
    assertThatThrownBy(() ->
            result(() ->
                greeter.run(me -> {
                  throw new IllegalStateException("odd");
                })))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("odd");
    var unknown = Command.of("unknown", String.class);
    assertThatThrownBy(() -> result(() -> greeter.ask(unknown)))
        .isInstanceOf(UnknownCommandFailure.class);
    // An argument and a reply that cannot travel.
    assertThatThrownBy(() -> result(() -> greeter.ask(Commands.ECHO, new Object())))
        .hasMessageContaining("java.lang.Object");
    assertThatThrownBy(() -> result(() -> greeter.run(me -> Thread.currentThread())))
        .hasMessageContaining("Thread");
    assertThat(result(() -> greeter.ask(Commands.PING))).isEqualTo("pong");
  }

  @Test
  void itEndsAsItWasAskedTo() {
    var spec = ActorSpec.process("short-lived").bootDeadline(Duration.ofSeconds(30));
    var ref = result(() -> arbiter.spawn(spec));
    var ended = result(ref::stop);
    assertThat(ended.cause()).isEqualTo(Cause.STOPPED);
    assertThat(ended.exitCode()).isZero();
    assertThatThrownBy(() -> result(() -> ref.ask(Commands.PING)))
        .isInstanceOf(TerminatedFailure.class);
  }

  @Test
  void aKilledOneIsNoticedAndWhatWasAskedFails() {
    var ref = result(() -> arbiter.spawn(GREETER.named("victim")));
    long pid = result(() -> ref.run(me -> ProcessHandle.current().pid()));
    var asked =
        onTurn(() ->
            ref.run(me -> {
              LockSupport.parkNanos(Duration.ofMinutes(1).toNanos());
              return 1;
            }));
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    long begin = System.nanoTime();
    Termination ended = result(ref::terminated);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
    assertThat(ended.cause()).isEqualTo(Cause.LOST);
    assertThat(ended.exitCode()).isEqualTo(137);
    assertThatThrownBy(() -> result(() -> asked)).isInstanceOf(TerminatedFailure.class);
  }

  @Test
  void aStuckOneIsFoundAndReplacedByNobodyUnlessAsked() {
    var ref = result(() -> arbiter.spawn(GREETER.named("stuck").timeout(Duration.ofMillis(500))));
    var asked =
        onTurn(() ->
            ref.run(me -> {
              LockSupport.parkNanos(Duration.ofMinutes(1).toNanos());
              return 1;
            }));
    var ended = result(ref::terminated);
    assertThat(ended.cause()).isEqualTo(Cause.UNRESPONSIVE);
    assertThatThrownBy(() -> result(() -> asked)).isInstanceOf(TerminatedFailure.class);
    assertThat(reactor.log().history())
        .anyMatch(entry -> entry.message().contains("its JVM answers"))
        .anyMatch(entry -> entry.message().contains("parkNanos"));
  }

  @Test
  void aStartThatFailsSaysWhyAndLeavesNothing() {
    var failing =
        ActorSpec.process("failing")
            .onStart(me -> {
              throw new IllegalArgumentException("no such table");
            });
    assertThatThrownBy(() -> result(() -> arbiter.spawn(failing)))
        .isInstanceOf(SpawnFailure.class)
        .hasMessageContaining("no such table")
        .hasCauseInstanceOf(IllegalArgumentException.class);
    var wrong = ActorSpec.process("wrong").jvmOptions("-XX:NoSuchOption=1");
    assertThatThrownBy(() -> result(() -> arbiter.spawn(wrong)))
        .isInstanceOf(SpawnFailure.class)
        .hasMessageContaining("NoSuchOption");
    var captured = new Object();
    assertThatThrownBy(() -> result(() -> arbiter.spawn(capturing(captured))))
        .isInstanceOf(SpawnFailure.class)
        .hasMessageContaining("java.lang.Object is not serialisable");
  }

  private static ActorSpec capturing(Object captured) {
    return ActorSpec.process("capturing").on(GREET, (me, name) -> name + captured);
  }

  /// Writes back what it reads.
  record Echo(Transport transport) implements Protocol {
    @Override
    public void dataReceived(ByteBuffer data) {
      transport.write(data);
    }
  }

  /// Serves the ports that it is given.
  public static final class EchoWorker implements Behaviour {
    @Override
    public void answers(Answers on) {}

    @Override
    public void onStart(Actor actor) {
      SharedPorts.listen(actor, ListenOptions.DEFAULT, Echo::new);
    }
  }

  @Test
  void aPortIsServedByWorkersAndOutlivesThem() throws IOException {
    var ports =
        onTurn(() ->
            SharedPorts.open(
                reactor, List.of(Endpoint.parse("tcp:127.0.0.1:0")), ListenOptions.DEFAULT));
    var address = (Endpoint.Tcp) ports.endpoints().getFirst();
    var worker = ActorSpec.process("echo.1", EchoWorker.class);
    var first = result(() -> arbiter.spawn(ports.given(arbiter, worker)));
    assertThat(echoed(address)).isEqualTo("hello");
    result(first::kill);
    try (var waiting = new Socket(address.host(), address.port())) {
      // It waits in the queue of the port until somebody serves it.
      waiting.getOutputStream().write("early".getBytes(StandardCharsets.US_ASCII));
      var second = result(() -> arbiter.spawn(ports.given(arbiter, worker.named("echo.2"))));
      assertThat(waiting.getInputStream().readNBytes(5))
          .isEqualTo("early".getBytes(StandardCharsets.US_ASCII));
      result(second::stop);
    }
    onTurn(() -> {
      ports.close();
      return 1;
    });
  }

  private static String echoed(Endpoint.Tcp address) throws IOException {
    try (var socket = new Socket(address.host(), address.port())) {
      socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void aWorkerHasProcessesOfItsOwnAsLongAsItLives() {
    var parent = result(() -> arbiter.spawn(ActorSpec.process("parent")));
    ActorRef child = result(() -> parent.run(me -> await(me.spawn(GREETER.named("child")))));
    assertThat(child.id().text()).startsWith(parent.id().text() + "x");
    assertThat(result(() -> child.ask(GREET, "world"))).isEqualTo("Hello world from child");
    String keeper = result(() -> child.run(me -> me.manager().name()));
    assertThat(keeper).isEqualTo("parent");
    // The id is there at once, and messages wait.
    String named =
        result(() ->
            parent.run(me -> {
              var early = me.spawn(GREETER.named("early"));
              var answer = early.ref().ask(GREET, early.id().text());
              return early.isDone() + " " + await(answer);
            }));
    assertThat(named).startsWith("false Hello " + parent.id().text()).endsWith(" from early");
    // A name is taken in the whole program.
    assertThatThrownBy(
            () -> result(() -> parent.run(me -> await(me.spawn(GREETER.named("other"))).name())))
        .hasMessageContaining("there is an actor 'other' already");
    String ended =
        result(() ->
            parent.run(me -> {
              var early = await(me.named("early").resolve());
              return await(early.stop()).cause().name();
            }));
    assertThat(ended).isEqualTo("STOPPED");
    long pid = result(() -> parent.run(me -> ProcessHandle.current().pid()));
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    assertThat(result(child::terminated).cause()).isEqualTo(Cause.STOPPED);
  }

  @Test
  void oneThatIsNotWantedAnyMoreIsEndedBeforeItIsReady() {
    var spawning = onTurn(() -> arbiter.spawn(GREETER.named("unwanted")));
    var ref = spawning.ref();
    spawning.cancel();
    assertThat(result(ref::terminated).cause()).isEqualTo(Cause.KILLED);
    assertThatThrownBy(() -> result(() -> spawning)).isInstanceOf(CancellationException.class);
  }
}
