package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.async.Deferred;
import dev.triga.reactor.CallbackFailure;
import dev.triga.reactor.Halt;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.SystemEvent;
import dev.triga.reactor.UncaughtPolicy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// What becomes of what callbacks throw.
abstract class FailuresContract extends Contract {
  private final List<CallbackFailure> caught = new CopyOnWriteArrayList<>();

  FailuresContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  private Reactor catching() {
    return open(settings -> settings.uncaught((reactor, failure) -> caught.add(failure)));
  }

  private static Runnable throwing(Throwable thrown) {
    return () -> {
      throw Contract.<RuntimeException>sneaky(thrown);
    };
  }

  @Test
  void aSubmissionThatThrowsIsContained() {
    var reactor = catching().start();
    var broken = new IllegalStateException("task broke");
    reactor.execute(throwing(broken));
    assertSoon(1, caught::size);
    assertSame(broken, caught.getFirst().error());
    settle(reactor);
  }

  @Test
  void aTimerThatThrowsIsContained() {
    var reactor = catching().start();
    reactor.schedule(Duration.ZERO, throwing(new IllegalStateException("timer broke")));
    assertSoon(1, caught::size);
    settle(reactor);
  }

  @Test
  void anErrorIsContainedToo() {
    var reactor = catching().start();
    reactor.execute(throwing(new AssertionError("an error, not an exception")));
    assertSoon(1, caught::size);
    settle(reactor);
  }

  @Test
  void aStackOverflowIsContained() {
    var reactor = catching().start();
    reactor.execute(() -> endless(0));
    assertSoon(1, caught::size);
    settle(reactor);
  }

  @SuppressWarnings("InfiniteRecursion")
  private static int endless(int depth) {
    return endless(depth + 1) + 1;
  }

  @Test
  void theOthersOfTheSamePassRun() {
    var reactor = catching();
    var ran = new AtomicBoolean();
    reactor.execute(throwing(new IllegalStateException("first broke")));
    reactor.execute(() -> ran.set(true));
    reactor.execute(reactor::stop);
    reactor.run();
    assertTrue(ran.get());
  }

  @Test
  void theReportNamesTheMethodThatMadeTheCallback() {
    var reactor = catching().start();
    reactor.execute(() -> {
      throw new IllegalStateException("lambda broke");
    });
    assertSoon(1, caught::size);
    var failure = caught.getFirst();
    assertTrue(
        failure.callback().contains("theReportNamesTheMethodThatMadeTheCallback"),
        failure.callback());
    assertTrue(failure.toString().contains("lambda broke"), failure.toString());
  }

  @Test
  void inDebugModeTheReportTellsWhereTheCallbackWasMade() {
    var reactor = catching().start();
    reactor.schedule(Duration.ZERO, throwing(new IllegalStateException("timer broke")));
    assertSoon(1, caught::size);
    var origin = caught.getFirst().origin();
    assertNotNull(origin);
    assertTrue(
        List.of(origin.getStackTrace()).stream()
            .anyMatch(frame ->
                frame.getMethodName().equals("inDebugModeTheReportTellsWhereTheCallbackWasMade")));
  }

  @Test
  void withoutAHandlerOfOnesOwnTheLogHasTheError() {
    var reactor = started();
    var broken = new IllegalStateException("into the log");
    reactor.execute(throwing(broken));
    assertSoon(1, () -> failures().list().size());
    assertSame(broken, failures().take().getFirst().error());
  }

  @Test
  void aHandlerThatThrowsIsLogged() {
    var reactor =
        started(settings ->
            settings.uncaught((where, failure) -> {
              throw new IllegalStateException("handler broke");
            }));
    reactor.execute(throwing(new IllegalArgumentException("task broke")));
    eventually("it is logged", () -> !failures().list().isEmpty());
    settle(reactor);
    var ignored = failures().take();
  }

  @Test
  void aReactorMayStopAtTheFirstFailure() throws Exception {
    var reactor = started(settings -> settings.uncaught(UncaughtPolicy.toLogAndStop()));
    reactor.execute(throwing(new IllegalStateException("fatal here")));
    assertTrue(reactor.awaitStopped(PATIENCE));
    assertEquals(1, failures().take().size());
  }

  @Test
  void haltEndsTheReactorInOrderAndIsThrownByRun() {
    var reactor = open();
    var shutdown = new AtomicBoolean();
    reactor.events().before(SystemEvent.SHUTDOWN, () -> shutdown.set(true));
    reactor.execute(throwing(new Halt("enough", 42)));
    var halt = assertThrows(Halt.class, reactor::run);
    assertEquals(42, halt.exitCode());
    assertTrue(shutdown.get());
    assertEquals(Reactor.State.STOPPED, reactor.state());
  }

  @Test
  void haltPassesThroughATimer() {
    var reactor = open();
    reactor.schedule(Duration.ZERO, throwing(new Halt("enough")));
    assertEquals(Halt.DEFAULT_EXIT_CODE, assertThrows(Halt.class, reactor::run).exitCode());
  }

  @Test
  void haltPassesThroughADeferred() {
    var reactor = open();
    var deferred = new Deferred<String>(reactor);
    deferred.thenAccept(value -> {
      throw new Halt("from a listener", 7);
    });
    deferred.succeed("x");
    assertEquals(7, assertThrows(Halt.class, reactor::run).exitCode());
    var ignored = failures().take();
  }

  @Test
  void haltPassesThroughAProtocol() throws Exception {
    var reactor = open();
    var port =
        reactor.listen(
            subject().endpoint(),
            transport -> {
              throw new Halt("from a factory", 9);
            });
    var peer = subject().connect(port.localAddress());
    assertEquals(9, assertThrows(Halt.class, reactor::run).exitCode());
    peer.close();
  }

  @Test
  void anExitCodeOutOfRangeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Halt("too far", 256));
    assertThrows(IllegalArgumentException.class, () -> new Halt("too far", -1));
  }

  @Test
  void aVirtualMachineErrorEndsTheReactorAndIsThrownByRun() {
    var reactor = open();
    var fatal = new InternalError("made up");
    reactor.execute(throwing(fatal));
    assertSame(fatal, assertThrows(InternalError.class, reactor::run));
    assertEquals(Reactor.State.STOPPED, reactor.state());
    var ignored = failures().take();
  }
}
