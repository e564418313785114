package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.async.Await;
import dev.triga.async.CancelFailure;
import dev.triga.async.Deferred;
import dev.triga.reactor.Halt;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorStoppedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Cancelling coroutines, and what becomes of them when their reactor stops.
abstract class CoroutineEndingsContract extends CoroutineContract {
  private static final int MANY = 200;

  CoroutineEndingsContract(Supplier<ReactorUnderTest> subjects, String carrier) {
    super(subjects, carrier);
  }

  @Test
  void cancellingInterruptsTheAwaitAndKeepsTheCause() {
    var reactor = started();
    var cause = new IllegalStateException("not needed any more");
    var caught = new AtomicReference<Throwable>();
    var gate = new Deferred<String>(reactor);
    var result =
        reactor.async(() -> {
          try {
            return Await.await(gate);
          } catch (CancelFailure e) {
            caught.set(e);
            throw e;
          }
        });
    settle(reactor);
    assertTrue(result.cancel(cause));
    assertTrue(result.isCancelled());
    eventually("the coroutine is told", () -> caught.get() != null);
    assertSame(cause, caught.get().getCause());
    assertSame(cause, result.failureNow().getCause());
    eventually("what it awaited is cancelled too", gate::isCancelled);
  }

  @Test
  void aCancelledCoroutineThatHasNotBegunNeverRuns() {
    var reactor = open();
    var result =
        reactor.async(() -> {
          note("ran");
          return "done";
        });
    assertTrue(result.cancel());
    reactor.start();
    settle(reactor);
    assertEquals(List.of(), order);
  }

  @Test
  void cancellingLeavesAloneWhatSomebodyElseAwaits() {
    var reactor = started();
    var gate = new Deferred<String>(reactor);
    var one = reactor.async(() -> Await.await(gate));
    var two = reactor.async(() -> Await.await(gate));
    settle(reactor);
    assertTrue(one.cancel());
    settle(reactor);
    assertFalse(gate.isDone());
    gate.succeed("open");
    assertEquals("open", await(two));
  }

  @Test
  void aCancelledCoroutineMayAwaitInFinally() {
    var reactor = started();
    var gate = new Deferred<String>(reactor);
    var result =
        reactor.async(() -> {
          try {
            return Await.await(gate);
          } finally {
            note("cleaning up");
            note(Await.await(CoroutineTurnsContract.soon(reactor)));
          }
        });
    settle(reactor);
    result.cancel();
    assertSoon(List.of("cleaning up", "soon"), () -> List.copyOf(order));
  }

  @Test
  void aFinallyBlockMayAwaitAfterAFailure() {
    var reactor = started();
    var result =
        reactor.async(() -> {
          try {
            return Await.await(Deferred.<String>failed(new IllegalStateException("gone")));
          } finally {
            note(Await.await(CoroutineTurnsContract.soon(reactor)));
          }
        });
    assertEquals("gone", failureOf(result).getMessage());
    assertEquals(List.of("soon"), order);
  }

  @Test
  void aCancelledCoroutineMayGoOn() {
    var reactor = started();
    var gate = new Deferred<String>(reactor);
    var result =
        reactor.async(() -> {
          try {
            return Await.await(gate);
          } catch (CancelFailure e) {
            note("told");
            Await.await(CoroutineTurnsContract.soon(reactor));
            note("goes on");
            return "nobody gets this";
          }
        });
    settle(reactor);
    result.cancel();
    assertSoon(List.of("told", "goes on"), () -> List.copyOf(order));
    assertTrue(result.isCancelled());
  }

  @Test
  void cancellingInterruptsASleepFromAnyThread() {
    var reactor = started();
    var result =
        reactor.async(() -> {
          note("sleeps");
          try {
            Thread.sleep(Duration.ofMinutes(1));
          } catch (InterruptedException e) {
            note("interrupted");
            // It has been told; what it awaits now is awaited in the ordinary way.
            note(Await.await(CoroutineTurnsContract.soon(reactor)));
          }
          return "done";
        });
    eventually("it sleeps", () -> order.contains("sleeps"));
    assertTrue(result.cancel());
    assertSoon(List.of("sleeps", "interrupted", "soon"), () -> List.copyOf(order));
  }

  @Test
  void aCoroutineMayCancelItself() {
    var reactor = started();
    var own = new AtomicReference<Deferred<String>>();
    var result =
        onTurn(
            reactor,
            () -> {
              own.set(
                  reactor.async(() -> {
                    own.get().cancel();
                    note("still has the turn");
                    assertThrows(
                        CancelFailure.class,
                        () -> Await.await(CoroutineTurnsContract.soon(reactor)));
                    note("told");
                    note(Await.await(CoroutineTurnsContract.soon(reactor)));
                    return "done";
                  }));
              return own.get();
            });
    assertSoon(List.of("still has the turn", "told", "soon"), () -> List.copyOf(order));
    assertTrue(result.isCancelled());
  }

  @Test
  void anInterruptFromElsewhereCancelsTheAwait() {
    var reactor = started();
    var threads = new CopyOnWriteArrayList<Thread>();
    var gate = new Deferred<String>(reactor);
    var result =
        reactor.async(() -> {
          threads.add(Thread.currentThread());
          return Await.await(gate);
        });
    eventually("it has begun", () -> !threads.isEmpty());
    settle(reactor);
    threads.getFirst().interrupt();
    eventually("it has ended", result::isDone);
    var failure = assertInstanceOf(CancelFailure.class, result.failureNow());
    assertInstanceOf(InterruptedException.class, failure.getCause());
    assertTrue(gate.isCancelled());
  }

  @Test
  void aCancellerMaySupplyAValueInstead() {
    var reactor = started();
    var gate = new Deferred<String>(reactor);
    gate.onCancel(why -> gate.succeed("instead"));
    var result =
        reactor.async(() -> {
          note(Await.await(gate));
          return "done";
        });
    settle(reactor);
    result.cancel();
    assertSoon(List.of("instead"), () -> List.copyOf(order));
  }

  @Test
  void cancellingACoroutineCancelsTheOneThatItAwaits() {
    var reactor = started();
    var gate = new Deferred<String>(reactor);
    var inner = new AtomicReference<Deferred<String>>();
    var outer =
        reactor.async(() -> {
          inner.set(reactor.async(() -> Await.await(gate)));
          return Await.await(inner.get());
        });
    settle(reactor);
    outer.cancel();
    eventually("all are cancelled", () -> inner.get().isCancelled() && gate.isCancelled());
  }

  @Test
  void whatACancelledCoroutineThrowsInTheEndIsReported() {
    var reactor = started();
    var gate = new Deferred<String>(reactor);
    var result =
        reactor.async(() -> {
          try {
            return Await.await(gate);
          } finally {
            note("cleaning up");
            failInCleanUp();
          }
        });
    settle(reactor);
    result.cancel();
    eventually("it is reported", () -> !failures().list().isEmpty());
    assertTrue(failures().take().getFirst().message().contains("the clean-up failed"));
  }

  private static void failInCleanUp() {
    throw new IllegalStateException("the clean-up failed");
  }

  @Test
  void cancellingRacesWithTheResultWithoutHarm() {
    var reactor = started();
    var results = new ArrayList<Deferred<String>>();
    for (int i = 0; i < MANY; i++) {
      var gate = new Deferred<String>(reactor);
      var result =
          reactor.async(() -> {
            try {
              return Await.await(gate);
            } finally {
              Await.await(CoroutineTurnsContract.soon(reactor));
              reactor.execute(() -> note("cleaned up"));
            }
          });
      results.add(result);
      gate.succeed("open");
      result.cancel();
    }
    assertSoon(true, () -> results.stream().allMatch(Deferred::isDone));
    settle(reactor);
    eventually("all have ended", () -> reactor.dump().contains("coroutines: 0"));
  }

  @Test
  void stoppingTheReactorCancelsCoroutinesWhichMayCleanUp() {
    var reactor = started();
    var caught = new AtomicReference<Throwable>();
    var result =
        reactor.async(() -> {
          try {
            return Await.await(new Deferred<String>(reactor));
          } catch (CancelFailure e) {
            caught.set(e);
            throw e;
          } finally {
            note(Await.await(CoroutineTurnsContract.soon(reactor)));
          }
        });
    settle(reactor);
    reactor.close();
    assertEquals(List.of("soon"), order);
    assertInstanceOf(ReactorStoppedException.class, caught.get().getCause());
    assertTrue(result.isCancelled());
  }

  @Test
  void aCoroutineThatAwaitsForEverIsNotWaitedForForEver() {
    var reactor = open(settings -> settings.phaseDeadline(Duration.ofMillis(50)));
    reactor.start();
    reactor.async(() -> {
      try {
        return Await.await(new Deferred<String>(reactor));
      } finally {
        try {
          Await.await(new Deferred<String>(reactor));
        } catch (CancelFailure e) {
          assertInstanceOf(ReactorStoppedException.class, e.getCause());
          note("refused");
        }
      }
    });
    settle(reactor);
    reactor.stop();
    subject().conclude();
    reactor.close();
    assertEquals(List.of("refused"), order);
    failures().take();
  }

  @Test
  void aCoroutineThatNeverGivesUpIsLeftBehindAndReported() {
    var reactor = open(settings -> settings.phaseDeadline(Duration.ofMillis(50)));
    reactor.start();
    var result =
        reactor.async(() -> {
          while (true) {
            try {
              Await.await(new Deferred<String>(reactor));
            } catch (RuntimeException e) {
              note("refused");
            }
          }
        });
    settle(reactor);
    reactor.stop();
    subject().conclude();
    reactor.close();
    assertTrue(result.isCancelled());
    assertTrue(
        failures().take().stream().anyMatch(entry -> entry.message().contains("keeps awaiting")));
  }

  @Test
  void startingACoroutineAfterTheStopIsRefused() {
    var reactor = started();
    reactor.close();
    assertThrows(ReactorStoppedException.class, () -> reactor.async(() -> "too late"));
  }

  @Test
  void aCoroutineThatNeverBeganIsCancelledByTheStop() {
    var reactor = open();
    var result =
        reactor.async(() -> {
          note("ran");
          return "done";
        });
    reactor.close();
    assertInstanceOf(CancelFailure.class, result.failureNow());
    assertEquals(List.of(), order);
  }

  @Test
  void haltInACoroutineStopsTheReactor() {
    var reactor = open();
    reactor.async(() -> {
      Await.await(CoroutineTurnsContract.soon(reactor));
      throw new Halt("enough", 7);
    });
    var halt = assertThrows(Halt.class, reactor::run);
    assertEquals("enough", halt.getMessage());
  }

  @Test
  void anInterruptEndsAnAwaitOfTheThreadThatRunsTheReactor() {
    var reactor = open();
    var gate = new Deferred<String>(reactor);
    var caught = new AtomicReference<Throwable>();
    var thread =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              caught.set(assertThrows(CancelFailure.class, () -> Await.await(gate)));
              note(String.valueOf(Thread.currentThread().isInterrupted()));
            });
    eventually("it runs the reactor", () -> reactor.state() == Reactor.State.RUNNING);
    settle(reactor);
    // Not before: while it looks out for submitted work it would notice the interrupt by itself.
    eventually("it sleeps in its driver", () -> isInDriver(thread));
    thread.interrupt();
    eventually("its wait ends", () -> !thread.isAlive());
    assertEquals(List.of("true"), order);
    assertInstanceOf(InterruptedException.class, caught.get().getCause());
    assertTrue(gate.isCancelled());
  }

  private static boolean isInDriver(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame ->
            frame.getClassName().endsWith("Driver") && frame.getMethodName().equals("poll"));
  }

  @Test
  void anInterruptEndsAnAwaitElsewhere() {
    var reactor = started();
    var gate = new Deferred<String>(reactor);
    var caught = new AtomicReference<Throwable>();
    var thread =
        Thread.ofVirtual()
            .start(() -> {
              caught.set(assertThrows(CancelFailure.class, () -> Await.await(gate)));
              note(String.valueOf(Thread.currentThread().isInterrupted()));
            });
    eventually("it waits", () -> thread.getState() == Thread.State.WAITING);
    thread.interrupt();
    CoroutineBlockingContract.join(thread);
    assertEquals(List.of("true"), order);
    assertInstanceOf(InterruptedException.class, caught.get().getCause());
    assertTrue(gate.isCancelled());
  }
}
