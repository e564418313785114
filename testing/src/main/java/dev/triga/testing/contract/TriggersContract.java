package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.Registration;
import dev.triga.reactor.SystemEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Three-phase system events.
abstract class TriggersContract extends Contract {
  private static final SystemEvent RELOAD = SystemEvent.of("reload");
  private final List<String> order = new CopyOnWriteArrayList<>();

  TriggersContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  private Runnable note(String what) {
    return () -> order.add(what);
  }

  private static void runAndStop(Reactor reactor) {
    reactor.execute(reactor::stop);
    reactor.run();
  }

  @Test
  void startupGoesThroughItsPhasesInOrder() {
    var reactor = open();
    reactor.events().after(SystemEvent.STARTUP, note("after"));
    reactor.events().during(SystemEvent.STARTUP, note("during"));
    reactor.events().before(SystemEvent.STARTUP, note("before"));
    runAndStop(reactor);
    assertEquals(List.of("before", "during", "after"), order);
  }

  @Test
  void shutdownGoesThroughItsPhasesInOrder() {
    var reactor = open();
    reactor.events().after(SystemEvent.SHUTDOWN, note("after"));
    reactor.events().during(SystemEvent.SHUTDOWN, note("during"));
    reactor.events().before(SystemEvent.SHUTDOWN, note("before"));
    runAndStop(reactor);
    assertEquals(List.of("before", "during", "after"), order);
  }

  @Test
  void startupTriggersRunInOrderOfRegistration() {
    var reactor = open();
    reactor.events().before(SystemEvent.STARTUP, note("1"));
    reactor.events().before(SystemEvent.STARTUP, note("2"));
    reactor.events().before(SystemEvent.STARTUP, note("3"));
    runAndStop(reactor);
    assertEquals(List.of("1", "2", "3"), order);
  }

  @Test
  void shutdownTriggersRunInReverse() {
    var reactor = open();
    reactor.events().before(SystemEvent.SHUTDOWN, note("1"));
    reactor.events().before(SystemEvent.SHUTDOWN, note("2"));
    reactor.events().before(SystemEvent.SHUTDOWN, note("3"));
    runAndStop(reactor);
    assertEquals(List.of("3", "2", "1"), order);
  }

  @Test
  void aPhaseWaitsForWhatItsTriggersReturned() {
    var reactor = open();
    var held = new CompletableFuture<String>();
    reactor
        .events()
        .before(
            SystemEvent.SHUTDOWN,
            () -> {
              order.add("before");
              reactor.execute(() -> {
                order.add("work goes on");
                held.complete("done");
              });
              return held;
            });
    reactor.events().during(SystemEvent.SHUTDOWN, note("during"));
    runAndStop(reactor);
    assertEquals(List.of("before", "work goes on", "during"), order);
  }

  @Test
  void aPhaseWaitsForADeferredFromAnotherThread() throws Exception {
    var reactor = open();
    var held = new Deferred<String>(reactor);
    reactor.events().before(SystemEvent.SHUTDOWN, () -> held);
    reactor.events().after(SystemEvent.SHUTDOWN, note("after"));
    reactor.start();
    reactor.stop();
    assertFalse(reactor.awaitStopped(Duration.ofMillis(20)));
    assertEquals(List.of(), order);
    held.succeed("done");
    assertTrue(reactor.awaitStopped(PATIENCE));
    assertEquals(List.of("after"), order);
  }

  @Test
  void timersRunWhileShutdownWaits() {
    var reactor = open();
    var held = new CompletableFuture<String>();
    reactor
        .events()
        .before(
            SystemEvent.SHUTDOWN,
            () -> {
              reactor.schedule(Duration.ZERO, () -> held.complete("by a timer"));
              return held;
            });
    runAndStop(reactor);
    assertEquals(Reactor.State.STOPPED, reactor.state());
  }

  @Test
  void aTriggerThatThrowsIsReportedAndTheRestGoesOn() {
    var reactor = open();
    reactor.events().before(SystemEvent.STARTUP, note("1"));
    reactor
        .events()
        .before(
            SystemEvent.STARTUP,
            (Runnable)
                () -> {
                  throw new IllegalStateException("trigger broke");
                });
    reactor.events().before(SystemEvent.STARTUP, note("3"));
    runAndStop(reactor);
    assertEquals(List.of("1", "3"), order);
    assertEquals(1, failures().take().size());
  }

  @Test
  void aStageThatFailsIsReportedAndTheRestGoesOn() {
    var reactor = open();
    reactor
        .events()
        .before(
            SystemEvent.SHUTDOWN,
            () -> CompletableFuture.failedFuture(new IllegalStateException("stage broke")));
    reactor.events().after(SystemEvent.SHUTDOWN, note("after"));
    runAndStop(reactor);
    assertEquals(List.of("after"), order);
    assertEquals(1, failures().take().size());
  }

  @Test
  void aTriggerFiresOnce() {
    var reactor = started();
    doOnTurn(reactor, () -> reactor.events().before(RELOAD, note("fired")));
    await(reactor.events().fire(RELOAD));
    await(reactor.events().fire(RELOAD));
    assertEquals(List.of("fired"), order);
  }

  @Test
  void aCancelledTriggerDoesNotFire() {
    var reactor = open();
    var registration = reactor.events().before(SystemEvent.STARTUP, note("cancelled"));
    assertTrue(registration.cancel());
    assertFalse(registration.cancel());
    runAndStop(reactor);
    assertEquals(List.of(), order);
  }

  @Test
  void cancellingAFiredTriggerSaysThatItIsTooLate() {
    var reactor = open();
    var registration = reactor.events().before(SystemEvent.STARTUP, note("fired"));
    runAndStop(reactor);
    assertFalse(registration.cancel());
  }

  @Test
  void aTriggerMayCancelLaterOnesOfTheSameEvent() {
    var reactor = open();
    var later = new AtomicReference<Registration>();
    reactor
        .events()
        .before(SystemEvent.STARTUP, () -> order.add("cancelled: " + later.get().cancel()));
    later.set(reactor.events().during(SystemEvent.STARTUP, note("later")));
    runAndStop(reactor);
    assertEquals(List.of("cancelled: true"), order);
  }

  @Test
  void aTriggerAddedToThePhaseInProgressIsCalledInIt() {
    var reactor = open();
    reactor
        .events()
        .before(
            SystemEvent.STARTUP,
            (Runnable) () -> reactor.events().before(SystemEvent.STARTUP, note("added")));
    reactor.events().during(SystemEvent.STARTUP, note("during"));
    runAndStop(reactor);
    assertEquals(List.of("added", "during"), order);
  }

  @Test
  void anEventOfOnesOwnGoesThroughItsPhases() {
    var reactor = started();
    doOnTurn(
        reactor,
        () -> {
          reactor.events().after(RELOAD, note("after"));
          reactor.events().before(RELOAD, note("before"));
          reactor.events().during(RELOAD, note("during"));
        });
    await(reactor.events().fire(RELOAD));
    assertEquals(List.of("before", "during", "after"), order);
  }

  @Test
  void anEventWithoutTriggersIsDoneAtOnce() {
    var reactor = started();
    await(reactor.events().fire(SystemEvent.of("nobody listens")));
  }

  @Test
  void eventsAreIndependent() {
    var reactor = started();
    doOnTurn(reactor, () -> reactor.events().before(RELOAD, note("reload")));
    await(reactor.events().fire(SystemEvent.of("something else")));
    assertEquals(List.of(), order);
  }

  @Test
  void startupAndShutdownAreNotForTheUserToFire() {
    var reactor = open();
    assertThrows(IllegalArgumentException.class, () -> reactor.events().fire(SystemEvent.STARTUP));
    assertThrows(IllegalArgumentException.class, () -> reactor.events().fire(SystemEvent.SHUTDOWN));
  }

  @Test
  void addingATriggerOffTheTurnIsRefused() {
    var reactor = started();
    assertThrows(WrongThreadException.class, () -> reactor.events().before(RELOAD, note("never")));
  }

  @Test
  void aPhaseThatTakesTooLongIsLeft() throws Exception {
    var reactor = open(settings -> settings.phaseDeadline(Duration.ofMillis(50)));
    reactor.events().before(SystemEvent.SHUTDOWN, CompletableFuture<String>::new);
    reactor.events().after(SystemEvent.SHUTDOWN, note("after"));
    reactor.start();
    reactor.stop();
    eventually("shutdown begins", () -> reactor.state() != Reactor.State.RUNNING);
    for (int i = 0; i < 2000 && !reactor.awaitStopped(Duration.ofMillis(5)); i++) {
      pass(Duration.ofMillis(50));
    }
    assertEquals(Reactor.State.STOPPED, reactor.state());
    assertEquals(List.of("after"), order);
    var ignored = failures().take();
  }

  @Test
  void aBlankEventNameIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> SystemEvent.of(" "));
  }
}
