package dev.triga.loop;

import static dev.triga.reactor.SystemEvent.SHUTDOWN;
import static dev.triga.reactor.SystemEvent.STARTUP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.async.Deferred;
import dev.triga.reactor.Log;
import dev.triga.reactor.LogEntry;
import dev.triga.reactor.ReactorStoppedException;
import dev.triga.reactor.Registration;
import dev.triga.reactor.SystemEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SystemEventsGoThroughTheirPhasesTest {
  private static final SystemEvent CUSTOM = SystemEvent.of("custom");

  {
    Log.defaultObserver(entry -> {});
  }

  private final ManualTurn turn = new ManualTurn();
  private final NamedLog log =
      NamedLog.ofReactor("r", turn, InstantSource.fixed(Instant.parse("2026-11-20T12:00:00Z")));
  private final SystemEventTable events =
      new SystemEventTable("r", turn, turn, log, Duration.ofSeconds(30), Deferred::new);
  private final List<String> calls = new ArrayList<>();

  @AfterEach
  void restoreTheDefault() {
    Log.defaultObserver(Log.systemLogger());
  }

  private Runnable note(String what) {
    return () -> calls.add(what);
  }

  private void fire(SystemEvent event) {
    events.fireInternal(event, note("done"));
    turn.run();
  }

  @Test
  void phasesAndTriggersRunInOrder() {
    events.after(STARTUP, note("after"));
    events.during(STARTUP, note("during"));
    events.before(STARTUP, note("before 1"));
    events.before(STARTUP, note("before 2"));
    fire(STARTUP);
    assertEquals(List.of("before 1", "before 2", "during", "after", "done"), calls);
  }

  @Test
  void shutdownRunsInReverseAndTheReactorsOwnPartComesFirstInDuring() {
    events.shutdownBeginsWith(() -> {
      calls.add("own");
      return null;
    });
    events.before(SHUTDOWN, note("before 1"));
    events.before(SHUTDOWN, note("before 2"));
    events.during(SHUTDOWN, note("during 1"));
    events.during(SHUTDOWN, note("during 2"));
    events.after(SHUTDOWN, note("after"));
    fire(SHUTDOWN);
    assertEquals(
        List.of("before 2", "before 1", "own", "during 2", "during 1", "after", "done"), calls);
  }

  @Test
  void aPhaseWaitsForWhatItsTriggersBegan() {
    var slow = new CompletableFuture<Void>();
    var failing = new CompletableFuture<Void>();
    events.before(CUSTOM, () -> slow);
    events.before(CUSTOM, () -> failing);
    events.before(CUSTOM, note("before"));
    events.during(CUSTOM, note("during"));
    fire(CUSTOM);
    assertEquals(List.of("before"), calls);
    failing.completeExceptionally(new IllegalStateException("no"));
    turn.run();
    assertEquals(List.of("before"), calls);
    slow.complete(null);
    assertEquals(List.of("before"), calls, "the next phase began inside the call that completed");
    turn.run();
    assertEquals(List.of("before", "during", "done"), calls);
    assertEquals(List.of("trigger before custom: no"), turn.failures);
    assertEquals(0, turn.timers());
  }

  @Test
  void aStageCompletedByAnotherThreadContinuesOnTheTurn() throws InterruptedException {
    var slow = new CompletableFuture<Void>();
    events.before(CUSTOM, () -> slow);
    events.during(CUSTOM, note("during"));
    fire(CUSTOM);
    Thread.ofVirtual().start(() -> slow.complete(null)).join();
    assertEquals(List.of(), calls);
    turn.run();
    assertEquals(List.of("during", "done"), calls);
  }

  @Test
  void aTriggerThatThrowsIsReportedAndTheRestGoesOn() {
    events.before(
        CUSTOM,
        () -> {
          throw new java.io.IOException("broken");
        });
    events.before(CUSTOM, note("next"));
    fire(CUSTOM);
    assertEquals(List.of("next", "done"), calls);
    assertEquals(List.of("trigger before custom: broken"), turn.failures);
  }

  @Test
  void aTriggerFiresOnce() {
    events.during(CUSTOM, note("once"));
    fire(CUSTOM);
    fire(CUSTOM);
    assertEquals(List.of("once", "done", "done"), calls);
  }

  @Test
  void anEventWithoutTriggersIsDoneAtOnce() {
    events.fireInternal(CUSTOM, note("done"));
    assertEquals(List.of("done"), calls);
  }

  @Test
  void aRegistrationTellsWhetherItWon() {
    Registration early = events.before(CUSTOM, note("cancelled"));
    Registration late = events.before(CUSTOM, note("called"));
    assertTrue(early.cancel());
    assertFalse(early.cancel());
    fire(CUSTOM);
    assertFalse(late.cancel());
    assertEquals(List.of("called", "done"), calls);
  }

  @Test
  void aTriggerMayCancelOthersThatHaveNotRun() {
    var later = new ArrayList<Registration>();
    events.before(CUSTOM, () -> later.forEach(Registration::cancel));
    later.add(events.before(CUSTOM, note("before")));
    later.add(events.after(CUSTOM, note("after")));
    fire(CUSTOM);
    assertEquals(List.of("done"), calls);
  }

  @Test
  void aTriggerAddedToThePhaseInProgressIsCalledInIt() {
    var slow = new CompletableFuture<Void>();
    events.before(CUSTOM, () -> events.before(CUSTOM, note("added by a trigger")));
    events.before(CUSTOM, () -> slow);
    events.during(CUSTOM, note("during"));
    fire(CUSTOM);
    events.before(CUSTOM, note("added while it waits"));
    assertEquals(List.of("added by a trigger"), calls);
    slow.complete(null);
    turn.run();
    assertEquals(List.of("added by a trigger", "added while it waits", "during", "done"), calls);
  }

  @Test
  void aPhasePastItsDeadlineIsLeftWithAReport() {
    events.before(SHUTDOWN, () -> new CompletableFuture<Void>());
    events.during(SHUTDOWN, note("during"));
    fire(SHUTDOWN);
    turn.advance(Duration.ofSeconds(29));
    assertEquals(List.of(), calls);
    assertTrue(events.describe().contains("before shutdown, waiting for "), events.describe());
    turn.advance(Duration.ofSeconds(1));
    assertEquals(List.of("during", "done"), calls);
    List<String> messages = log.history().stream().map(LogEntry::message).toList();
    assertEquals(1, messages.size());
    assertTrue(
        messages.getFirst().startsWith("before shutdown: 1 trigger did not finish within PT30S"),
        messages.getFirst());
    assertTrue(messages.getFirst().contains(getClass().getName()), messages.getFirst());
  }

  @Test
  void aTriggerThatFinishesTooLateDoesNotDisturbTheNextPhase() {
    var late = new CompletableFuture<Void>();
    var slow = new CompletableFuture<Void>();
    events.before(CUSTOM, () -> late);
    events.during(CUSTOM, () -> slow);
    fire(CUSTOM);
    turn.advance(Duration.ofSeconds(30));
    late.complete(null);
    turn.run();
    assertEquals(List.of(), calls);
    slow.complete(null);
    turn.run();
    assertEquals(List.of("done"), calls);
  }

  @Test
  void aTriggerForAPhaseOfTheShutdownThatIsOverIsRefused() {
    events.during(
        SHUTDOWN,
        () -> assertThrows(IllegalStateException.class, () -> events.before(SHUTDOWN, () -> {})));
    fire(SHUTDOWN);
    assertEquals(List.of(), turn.failures);
  }

  @Test
  void firingIsAlwaysAsynchronous() {
    events.during(CUSTOM, note("during"));
    Deferred<Void> result = events.fire(CUSTOM);
    assertEquals(List.of(), calls);
    turn.run();
    assertEquals(List.of("during"), calls);
    assertTrue(result.isSucceeded());
  }

  @Test
  void aSecondFiringBeginsWhenTheFirstIsDone() {
    var slow = new CompletableFuture<Void>();
    events.during(CUSTOM, () -> slow);
    Deferred<Void> first = events.fire(CUSTOM);
    Deferred<Void> second = events.fire(CUSTOM);
    turn.run();
    assertFalse(first.isDone());
    assertFalse(second.isDone());
    events.before(CUSTOM, note("for the second"));
    slow.complete(null);
    turn.run();
    assertTrue(first.isSucceeded());
    assertTrue(second.isSucceeded());
    assertEquals(List.of("for the second"), calls);
  }

  @Test
  void startupAndShutdownAreTheReactorsOwn() {
    assertThrows(IllegalArgumentException.class, () -> events.fire(STARTUP));
    assertThrows(IllegalArgumentException.class, () -> events.fire(SHUTDOWN));
  }

  @Test
  void theEndOfTheReactorFailsWhatIsInProgressAndRefusesTheRest() {
    var slow = new CompletableFuture<Void>();
    Registration trigger = events.before(CUSTOM, () -> slow);
    events.during(CUSTOM, note("never"));
    Deferred<Void> running = events.fire(CUSTOM);
    turn.run();
    Deferred<Void> waiting = events.fire(CUSTOM);
    events.close();
    turn.run();
    slow.complete(null);
    turn.run();
    assertInstanceOf(ReactorStoppedException.class, running.failureNow());
    assertInstanceOf(ReactorStoppedException.class, waiting.failureNow());
    assertEquals(List.of(), calls);
    assertFalse(trigger.cancel());
    assertThrows(ReactorStoppedException.class, () -> events.fire(CUSTOM));
    assertThrows(ReactorStoppedException.class, () -> events.before(CUSTOM, () -> {}));
  }

  @Test
  void triggersAreAddedOnTheTurn() throws InterruptedException {
    var thrown = new ArrayList<Throwable>();
    Thread.ofVirtual()
        .start(() ->
            thrown.add(
                assertThrows(WrongThreadException.class, () -> events.before(CUSTOM, () -> {}))))
        .join();
    assertTrue(String.valueOf(thrown.getFirst().getMessage()).contains("execute"));
  }
}
