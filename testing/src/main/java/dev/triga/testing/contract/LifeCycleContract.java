package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.async.Await;
import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.Reactor.State;
import dev.triga.reactor.ReactorStoppedException;
import dev.triga.reactor.SystemEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// How a reactor begins and ends.
abstract class LifeCycleContract extends Contract {
  LifeCycleContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  @Test
  void aNewReactorIsIdle() {
    assertEquals(State.IDLE, open().state());
  }

  @Test
  void stopEndsTheRun() {
    var reactor = open();
    reactor.execute(reactor::stop);
    reactor.run();
    assertEquals(State.STOPPED, reactor.state());
  }

  @Test
  void runUsesTheCallingThread() {
    var reactor = open();
    var thread = new AtomicReference<Thread>();
    reactor.execute(() -> {
      thread.set(Thread.currentThread());
      reactor.stop();
    });
    reactor.run();
    assertEquals(Thread.currentThread(), thread.get());
  }

  @Test
  void startUsesAThreadOfItsOwnThatBearsTheName() {
    var reactor = started(settings -> settings.name("bears-the-name"));
    var thread = onTurn(reactor, Thread::currentThread);
    assertNotEquals(Thread.currentThread(), thread);
    assertTrue(thread.getName().contains("bears-the-name"), thread.getName());
  }

  @Test
  void startReturnsTheReactorWhenItRuns() {
    var reactor = open();
    assertEquals(reactor, reactor.start());
    assertEquals(State.RUNNING, reactor.state());
  }

  @Test
  void startTakesAReactorOverFromAThreadThatRunsItWhileItWaits() {
    var reactor = open();
    var gate = new Deferred<String>(reactor);
    var result = new AtomicReference<String>();
    var waiting = Thread.ofPlatform().daemon().start(() -> result.set(Await.await(gate)));
    eventually("it runs the reactor", () -> reactor.state() == State.RUNNING);
    assertEquals(waiting, onTurn(reactor, Thread::currentThread));
    assertEquals(reactor, reactor.start());
    assertEquals(reactor.name(), onTurn(reactor, Thread::currentThread).getName());
    doOnTurn(reactor, () -> gate.succeed("there"));
    eventually("its wait ends", () -> !waiting.isAlive());
    assertEquals("there", result.get());
    assertEquals(reactor.name(), onTurn(reactor, Thread::currentThread).getName());
  }

  @Test
  void startWhileRunningIsRefused() {
    var reactor = started();
    assertThrows(IllegalStateException.class, reactor::start);
    assertThrows(IllegalStateException.class, () -> onTurn(reactor, reactor::start));
    assertEquals(State.RUNNING, reactor.state());
  }

  @Test
  void startOnTheTurnOfAThreadThatWaitsIsRefused() {
    var reactor = open();
    var result = reactor.submit(reactor::start);
    assertThrows(IllegalStateException.class, () -> Await.await(result));
  }

  @Test
  void onlyTheFirstStopSaysSo() {
    var reactor = started();
    assertTrue(reactor.stop());
    assertFalse(reactor.stop());
  }

  @Test
  void stopBeforeRunIsRemembered() {
    var reactor = open();
    assertTrue(reactor.stop());
    reactor.run();
    assertEquals(State.STOPPED, reactor.state());
  }

  @Test
  void aReactorStoppedBeforeItRanStillGoesThroughShutdown() {
    var reactor = open();
    var shutdown = new AtomicBoolean();
    reactor.events().before(SystemEvent.SHUTDOWN, () -> shutdown.set(true));
    reactor.stop();
    reactor.run();
    assertTrue(shutdown.get());
  }

  @Test
  void anyThreadStopsAnIdlyWaitingReactor() throws Exception {
    var reactor = started();
    settle(reactor);
    reactor.stop();
    assertTrue(reactor.awaitStopped(PATIENCE));
    assertEquals(State.STOPPED, reactor.state());
  }

  @Test
  void stopLetsTheCurrentCallbackAndPassFinish() {
    var reactor = open();
    var events = new CopyOnWriteArrayList<String>();
    reactor.execute(() -> {
      reactor.stop();
      events.add("after stop");
    });
    reactor.execute(() -> events.add("same pass"));
    reactor.run();
    assertEquals(List.of("after stop", "same pass"), events);
  }

  @Test
  void runWhileRunningIsRefused() {
    var reactor = started();
    assertThrows(IllegalStateException.class, reactor::run);
    assertThrows(IllegalStateException.class, () -> onTurn(reactor, () -> rerun(reactor)));
    assertEquals(State.RUNNING, reactor.state());
  }

  private static String rerun(Reactor reactor) {
    reactor.run();
    return "ran";
  }

  @Test
  void aFinishedReactorDoesNotRunAgain() {
    var reactor = open();
    reactor.stop();
    reactor.run();
    assertThrows(ReactorStoppedException.class, reactor::run);
    assertThrows(ReactorStoppedException.class, reactor::start);
  }

  @Test
  void executeAfterStopIsRefused() {
    var stopped = stopped();
    var refusal = assertThrows(ReactorStoppedException.class, () -> stopped.execute(() -> {}));
    assertTrue(refusal.getMessage().contains(stopped.name()), refusal.getMessage());
  }

  @Test
  void submitAfterStopIsRefused() {
    var stopped = stopped();
    assertThrows(ReactorStoppedException.class, () -> stopped.submit(() -> 1));
  }

  @Test
  void scheduleAfterStopIsRefused() {
    var stopped = stopped();
    assertThrows(ReactorStoppedException.class, () -> stopped.schedule(Duration.ZERO, () -> {}));
  }

  @Test
  void whenRunningAfterStopIsRefused() {
    var stopped = stopped();
    assertThrows(ReactorStoppedException.class, () -> stopped.whenRunning(() -> {}));
  }

  private Reactor stopped() {
    var reactor = open();
    reactor.stop();
    reactor.run();
    return reactor;
  }

  @Test
  void crashLeavesTheLoopWithoutShutdown() {
    var reactor = open();
    var shutdown = new AtomicBoolean();
    reactor.events().before(SystemEvent.SHUTDOWN, () -> shutdown.set(true));
    reactor.execute(reactor::crash);
    reactor.run();
    assertEquals(State.IDLE, reactor.state());
    assertFalse(shutdown.get());
  }

  @Test
  void aCrashedReactorRunsAgainWithWhatItHad() {
    var reactor = open();
    var ran = new AtomicBoolean();
    reactor.execute(() -> {
      reactor.crash();
      reactor.execute(() -> {
        ran.set(true);
        reactor.stop();
      });
    });
    reactor.run();
    assertFalse(ran.get());
    reactor.run();
    assertTrue(ran.get());
  }

  @Test
  void aCrashedReactorThatIsStoppedShutsDownInItsNextRun() throws Exception {
    var reactor = open();
    var shutdowns = new AtomicInteger();
    reactor.events().before(SystemEvent.SHUTDOWN, () -> shutdowns.incrementAndGet());
    reactor.execute(reactor::crash);
    reactor.run();
    assertTrue(reactor.stop());
    reactor.start();
    assertTrue(reactor.awaitStopped(PATIENCE));
    assertEquals(1, shutdowns.get());
  }

  @Test
  void aReactorThatCrashesWhileItStopsGoesOnStoppingInItsNextRun() {
    var reactor = open();
    var shutdowns = new AtomicInteger();
    var held = new CompletableFuture<String>();
    reactor
        .events()
        .before(
            SystemEvent.SHUTDOWN,
            () -> {
              shutdowns.incrementAndGet();
              reactor.crash();
              return held;
            });
    reactor.execute(reactor::stop);
    reactor.run();
    assertEquals(State.IDLE, reactor.state());
    assertFalse(reactor.stop());
    var state = new AtomicReference<State>();
    reactor.execute(() -> {
      state.set(reactor.state());
      held.complete("now");
    });
    reactor.run();
    assertEquals(State.STOPPING, state.get());
    assertEquals(State.STOPPED, reactor.state());
    assertEquals(1, shutdowns.get());
  }

  @Test
  void timersOutliveACrash() {
    var reactor = open();
    var ran = new AtomicBoolean();
    var call = reactor.schedule(Duration.ofMillis(1), () -> ran.set(true));
    reactor.execute(reactor::crash);
    reactor.run();
    if (!ran.get()) {
      assertTrue(call.isPending());
    }
    pass(Duration.ofMillis(1));
    reactor.start();
    eventually("the timer of before runs", ran::get);
  }

  @Test
  void anyThreadCrashesAReactor() {
    var reactor = started();
    reactor.crash();
    assertSoon(State.IDLE, reactor::state);
  }

  @Test
  void stopIsNotSynchronousOnTheTurn() {
    var reactor = open();
    var state = new AtomicReference<State>();
    reactor.execute(() -> {
      reactor.stop();
      state.set(reactor.state());
    });
    reactor.run();
    assertEquals(State.RUNNING, state.get());
  }

  @Test
  void theStateIsStoppingDuringShutdown() {
    var reactor = open();
    var state = new AtomicReference<State>();
    reactor.events().before(SystemEvent.SHUTDOWN, () -> state.set(reactor.state()));
    reactor.stop();
    reactor.run();
    assertEquals(State.STOPPING, state.get());
  }

  @Test
  void closeEndsAReactorThatRunsElsewhere() {
    var reactor = started();
    reactor.close();
    assertEquals(State.STOPPED, reactor.state());
  }

  @Test
  void closeMayBeRepeated() {
    var reactor = started();
    reactor.close();
    reactor.close();
    assertEquals(State.STOPPED, reactor.state());
  }

  @Test
  void closeOfAReactorThatNeverRanFinishesIt() {
    var reactor = open();
    reactor.close();
    assertEquals(State.STOPPED, reactor.state());
    assertThrows(ReactorStoppedException.class, () -> reactor.execute(() -> {}));
  }

  @Test
  void closeOnTheTurnOnlyStops() throws Exception {
    var reactor = started();
    var state = onTurn(reactor, () -> closed(reactor));
    assertNotEquals(State.STOPPED, state);
    assertTrue(reactor.awaitStopped(PATIENCE));
  }

  private static State closed(Reactor reactor) {
    reactor.close();
    return reactor.state();
  }

  @Test
  void awaitStoppedTellsWhetherItHasFinished() throws Exception {
    var reactor = started();
    assertFalse(reactor.awaitStopped(Duration.ofMillis(1)));
    reactor.stop();
    assertTrue(reactor.awaitStopped(PATIENCE));
  }

  @Test
  void manyReactorsLiveSideBySide() {
    var reactors = List.of(started(), started(), started());
    for (var reactor : reactors) {
      assertEquals(reactor, onTurn(reactor, Reactor::current));
    }
  }

  @Test
  void aHundredReactorsOpenedAndClosedLeaveNothing() {
    for (int i = 0; i < 100; i++) {
      try (var reactor = subject().builder().open()) {
        reactor.execute(reactor::stop);
        reactor.run();
      }
    }
  }

  @Test
  void oneReactorStopsAnother() throws Exception {
    var one = started();
    var other = started();
    one.execute(other::close);
    assertTrue(other.awaitStopped(PATIENCE));
    assertEquals(State.RUNNING, one.state());
  }

  @Test
  void stopWhileAShutdownHookWaitsChangesNothing() throws Exception {
    var reactor = open();
    var held = new CompletableFuture<String>();
    var reached = new CountDownLatch(1);
    reactor
        .events()
        .before(
            SystemEvent.SHUTDOWN,
            () -> {
              reached.countDown();
              return held;
            });
    reactor.start();
    reactor.stop();
    reached.await();
    assertFalse(reactor.stop());
    assertEquals(State.STOPPING, reactor.state());
    held.complete("now");
    assertTrue(reactor.awaitStopped(PATIENCE));
  }
}
