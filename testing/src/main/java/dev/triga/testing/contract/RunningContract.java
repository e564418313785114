package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.driver.DriverUnavailableException;
import dev.triga.reactor.Reactor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Passes, driven by hand and by the loop, and what a reactor says about itself.
abstract class RunningContract extends Contract {
  RunningContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  @Test
  void iterateMakesAPass() {
    var reactor = open();
    var ran = new AtomicBoolean();
    reactor.execute(() -> ran.set(true));
    reactor.iterate(Duration.ZERO);
    assertTrue(ran.get());
  }

  @Test
  void theStateIsRunningFromTheFirstIterateOnUntilTheReactorStops() {
    var reactor = open();
    assertEquals(Reactor.State.IDLE, reactor.state());
    reactor.iterate(Duration.ZERO);
    assertEquals(Reactor.State.RUNNING, reactor.state());
    assertFalse(reactor.isOnTurn());
    reactor.crash();
    reactor.iterate(Duration.ZERO);
    assertEquals(Reactor.State.IDLE, reactor.state());
    reactor.iterate(Duration.ZERO);
    assertEquals(Reactor.State.RUNNING, reactor.state());
    reactor.close();
    assertEquals(Reactor.State.STOPPED, reactor.state());
  }

  @Test
  void workAddedByAPassRunsInTheNext() {
    var reactor = open();
    var second = new AtomicBoolean();
    reactor.execute(() -> reactor.execute(() -> second.set(true)));
    reactor.iterate(Duration.ZERO);
    assertFalse(second.get());
    reactor.iterate(Duration.ZERO);
    assertTrue(second.get());
  }

  @Test
  void aTimerAddedByATimerRunsInALaterPass() {
    var reactor = open();
    var second = new AtomicBoolean();
    reactor.schedule(Duration.ZERO, () -> reactor.schedule(Duration.ZERO, () -> second.set(true)));
    reactor.iterate(Duration.ZERO);
    assertFalse(second.get());
    reactor.iterate(Duration.ZERO);
    assertTrue(second.get());
  }

  @Test
  void submissionsRunBeforeTimersOfTheSamePass() {
    var reactor = open();
    var order = new ArrayList<String>();
    reactor.schedule(Duration.ZERO, () -> order.add("timer"));
    reactor.execute(() -> order.add("submission"));
    reactor.iterate(Duration.ZERO);
    assertEquals(List.of("submission", "timer"), order);
  }

  @Test
  void iterateWhileRunningIsRefused() {
    var reactor = started();
    settle(reactor);
    assertThrows(IllegalStateException.class, () -> reactor.iterate(Duration.ZERO));
  }

  @Test
  void iterateReturnsWhenThereIsNothingToDo() {
    var reactor = open();
    for (int i = 0; i < 10; i++) {
      reactor.iterate(Duration.ZERO);
    }
    assertFalse(reactor.isOnTurn());
  }

  @Test
  void aSubmissionEndsTheWaitOfIterate() throws Exception {
    var reactor = open();
    var ran = new CountDownLatch(1);
    Runnable task =
        () -> {
          ran.countDown();
          // Keeps the pass in which it runs from waiting.
          reactor.execute(() -> {});
        };
    var other = Thread.ofPlatform().start(() -> reactor.execute(task));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (ran.getCount() > 0 && System.nanoTime() < deadline) {
      reactor.iterate(Duration.ofMinutes(1));
    }
    other.join();
    assertEquals(0, ran.getCount());
  }

  @Test
  void whoConfiguresAReactorBeforeItRunsHasTheTurn() {
    var reactor = open();
    assertTrue(reactor.scheduledCalls().isEmpty());
    var port = reactor.listen(subject().endpoint(), Recorder::new);
    assertTrue(port.isListening());
  }

  @Test
  void currentIsTheReactorInsideItsCallbacks() {
    var reactor = started();
    assertEquals(reactor, onTurn(reactor, Reactor::current));
  }

  @Test
  void currentIsNothingOnOtherThreads() throws Exception {
    var unused = started();
    settle(unused);
    var current = new ArrayList<Reactor>();
    var thread = Thread.ofPlatform().start(() -> current.add(Reactor.current()));
    thread.join();
    assertNull(current.getFirst());
  }

  @Test
  void isOnTurnIsTrueInsideCallbacksOnly() {
    var reactor = started();
    assertTrue(onTurn(reactor, reactor::isOnTurn));
    assertFalse(reactor.isOnTurn());
  }

  @Test
  void callbacksNeverOverlap() {
    var reactor = started();
    var inside = new AtomicInteger();
    var overlapped = new AtomicBoolean();
    var done = new AtomicInteger();
    Runnable task =
        () -> {
          if (inside.incrementAndGet() != 1) {
            overlapped.set(true);
          }
          Thread.onSpinWait();
          inside.decrementAndGet();
          done.incrementAndGet();
        };
    for (int i = 0; i < 500; i++) {
      reactor.execute(task);
      reactor.schedule(Duration.ZERO, task);
    }
    assertSoon(1000, done::get);
    assertFalse(overlapped.get());
  }

  @Test
  void aReactorHasTheNameItWasGiven() {
    assertEquals("gate", open(settings -> settings.name("gate")).name());
  }

  @Test
  void reactorsWithoutANameGetDifferentOnes() {
    assertFalse(open().name().equals(open().name()));
  }

  @Test
  void theDriverIsTheOneAskedFor() {
    assertEquals(subject().driverName(), open().driverName());
  }

  @Test
  void anUnknownDriverIsRefusedWithTheNamesOfThoseThatAreThere() {
    var refusal =
        assertThrows(
            DriverUnavailableException.class, () -> Reactor.builder().driver("steam").open());
    assertTrue(refusal.getMessage().contains("steam"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("nio"), refusal.getMessage());
  }

  @Test
  void theDumpTellsNameStateAndDriver() {
    var reactor = started(settings -> settings.name("looked-at"));
    settle(reactor);
    var dump = reactor.dump();
    assertTrue(dump.contains("looked-at"), dump);
    assertTrue(dump.contains("RUNNING"), dump);
    assertTrue(dump.contains(subject().driverName()), dump);
  }

  @Test
  void theDumpTellsThePorts() {
    var server = serve();
    var dump = onTurn(server.reactor, server.reactor::dump);
    assertTrue(dump.contains(server.port.endpoint().toString()), dump);
  }

  @Test
  void theClockIsMonotonic() {
    var clock = open().clock();
    long before = clock.nanoTime();
    for (int i = 0; i < 1000; i++) {
      long now = clock.nanoTime();
      assertTrue(now - before >= 0);
      before = now;
    }
  }

  @Test
  void anInterruptDoesNotStopAReactor() {
    var reactor = started();
    var thread = onTurn(reactor, Thread::currentThread);
    thread.interrupt();
    settle(reactor);
    assertEquals(Reactor.State.RUNNING, reactor.state());
  }
}
