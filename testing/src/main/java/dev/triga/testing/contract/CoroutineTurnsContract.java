package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.async.Await;
import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorStoppedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// When coroutines run, and what they get out of an await.
abstract class CoroutineTurnsContract extends CoroutineContract {
  private static final int MANY = 1_000;
  private static final int CROWD = 5_000;

  CoroutineTurnsContract(Supplier<ReactorUnderTest> subjects, String carrier) {
    super(subjects, carrier);
  }

  @Test
  void aCoroutineReturnsItsResult() {
    var reactor = started();
    assertEquals("done", await(reactor.async(() -> "done")));
    assertNull(await(reactor.async(() -> null)));
  }

  @Test
  void aCoroutineIsOnTheTurn() {
    var reactor = started();
    await(
        reactor.async(() -> {
          assertTrue(reactor.isOnTurn());
          assertSame(reactor, Reactor.current());
          Await.await(soon(reactor));
          assertTrue(reactor.isOnTurn());
          assertSame(reactor, Reactor.current());
          assertEquals(0, reactor.scheduledCalls().size());
          return "done";
        }));
  }

  @Test
  void aCoroutineNeverBeginsInsideTheCallThatStartsIt() {
    var reactor = started();
    var result =
        onTurn(
            reactor,
            () -> {
              var started =
                  reactor.async(() -> {
                    note("coroutine");
                    return "done";
                  });
              note("caller");
              return started;
            });
    await(result);
    assertEquals(List.of("caller", "coroutine"), order);
  }

  @Test
  void aCoroutineStartedBeforeTheReactorRunsWaitsForIt() {
    var reactor = open();
    var result = reactor.async(reactor::isOnTurn);
    assertFalse(result.isDone());
    reactor.start();
    assertEquals(true, await(result));
  }

  @Test
  void theLoopGoesOnDuringAnAwait() {
    var reactor = started();
    var gate = new Deferred<String>(reactor);
    var result =
        reactor.async(() -> {
          note("before");
          note(Await.await(gate));
          return "done";
        });
    eventually("the coroutine has begun", () -> order.contains("before"));
    doOnTurn(reactor, () -> note("a callback"));
    gate.succeed("after");
    await(result);
    assertEquals(List.of("before", "a callback", "after"), order);
  }

  @Test
  void nothingElseRunsBetweenTwoAwaits() {
    var reactor = started();
    var counter = new int[1];
    var results = new ArrayList<Deferred<String>>();
    for (int i = 0; i < 20; i++) {
      results.add(
          reactor.async(() -> {
            for (int j = 0; j < 50; j++) {
              int read = counter[0];
              Thread.onSpinWait();
              reactor.execute(() -> counter[0] += 0);
              counter[0] = read + 1;
              Await.await(Deferred.succeeded("at once"));
            }
            return "done";
          }));
    }
    results.forEach(this::await);
    assertEquals(MANY, onTurn(reactor, () -> counter[0]));
  }

  @Test
  void eachAwaitLetsOthersHaveTheirTurn() {
    var reactor = started();
    doOnTurn(
        reactor,
        () -> {
          for (var name : List.of("a", "b")) {
            reactor.async(() -> {
              for (int i = 0; i < 3; i++) {
                note(name + i);
                Await.await(Deferred.succeeded("at once"));
              }
              return "done";
            });
          }
        });
    assertSoon(List.of("a0", "b0", "a1", "b1", "a2", "b2"), () -> List.copyOf(order));
  }

  @Test
  void aCoroutineThatNeverWaitsForLongDoesNotStarveTimers() {
    var reactor = started();
    var isOver = new boolean[1];
    var rounds =
        reactor.async(() -> {
          reactor.schedule(Duration.ofMillis(1), () -> isOver[0] = true);
          int count = 0;
          while (!isOver[0]) {
            Await.await(Deferred.succeeded("at once"));
            count++;
          }
          return count;
        });
    settle(reactor);
    pass(Duration.ofMillis(2));
    assertTrue(await(rounds) > 0);
  }

  @Test
  void coroutinesGoOnInTheOrderInWhichTheyAwait() {
    var reactor = started();
    var gate = new Deferred<String>(reactor);
    var expected = new ArrayList<String>();
    var results = new ArrayList<Deferred<String>>();
    for (int i = 0; i < 50; i++) {
      var name = String.valueOf(i);
      expected.add(name);
      results.add(
          reactor.async(() -> {
            Await.await(gate);
            note(name);
            return name;
          }));
    }
    settle(reactor);
    gate.succeed("open");
    results.forEach(this::await);
    assertEquals(expected, order);
  }

  @Test
  void anAwaitGivesTheValueWhoeverCompletes() {
    var reactor = started();
    var fromThread = new Deferred<String>(reactor);
    var ownerless = new Deferred<String>();
    var foreign = new CompletableFuture<String>();
    var result =
        reactor.async(() ->
            Await.await(fromThread)
                + Await.await(ownerless)
                + Await.await(foreign)
                + Await.await(Deferred.<String>succeeded("d")));
    settle(reactor);
    fromThread.succeed("a");
    settle(reactor);
    ownerless.succeed("b");
    settle(reactor);
    foreign.complete("c");
    assertEquals("abcd", await(result));
  }

  @Test
  void anAwaitMayBeOfAnotherReactor() {
    var one = started();
    var other = started();
    var answer =
        one.async(() -> {
          var theirs =
              Await.await(
                  other.async(() -> {
                    Await.await(soon(other));
                    assertSame(other, Reactor.current());
                    return "theirs";
                  }));
          assertSame(one, Reactor.current());
          assertTrue(one.isOnTurn());
          return theirs;
        });
    assertEquals("theirs", await(answer));
  }

  @Test
  void anAwaitThrowsTheFailureAsItIs() {
    var reactor = started();
    var failure = new IOException("gone");
    var caught =
        await(
            reactor.async(() -> {
              try {
                return Await.await(Deferred.failed(failure));
              } catch (Exception e) {
                return e;
              }
            }));
    assertSame(failure, caught);
    var future = new CompletableFuture<String>();
    future.completeExceptionally(failure);
    assertSame(failure, failureOf(reactor.async(() -> Await.await(future.thenApply(x -> x)))));
  }

  @Test
  void theTraceOfAFailureTellsWhoAwaitedWhat() {
    var reactor = started();
    var failure = failureOf(reactor.async(() -> outer(reactor)));
    assertEquals("gone", failure.getMessage());
    var traces = failure.getSuppressed();
    assertEquals(2, traces.length);
    assertTrue(hasFrame(traces[0], "inner"), () -> "no inner in " + List.of(traces));
    assertTrue(hasFrame(traces[1], "outer"), () -> "no outer in " + List.of(traces));
    assertTrue(traces[0].getMessage().contains(reactor.name()), traces[0].getMessage());
    assertTrue(hasFrame(traces[0].getCause(), "outer"), "where the inner one was started");
  }

  private String outer(Reactor reactor) {
    return Await.await(reactor.async(() -> inner(reactor)));
  }

  private String inner(Reactor reactor) {
    return Await.await(
        reactor.submit(() -> {
          throw new IOException("gone");
        }));
  }

  private static boolean hasFrame(Throwable trace, String method) {
    return Arrays.stream(trace.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals(method));
  }

  @Test
  void aFailureIsNotGivenTracesWithoutEnd() {
    var reactor = started();
    var failure = new IllegalStateException("always the same");
    await(
        reactor.async(() -> {
          for (int i = 0; i < 100; i++) {
            assertThrows(IllegalStateException.class, () -> Await.await(Deferred.failed(failure)));
          }
          return "done";
        }));
    assertEquals(16, failure.getSuppressed().length);
  }

  @Test
  void whatACoroutineThrowsIsTheFailureOfItsResult() {
    var reactor = started();
    var failure = new IOException("gone");
    assertSame(
        failure,
        failureOf(
            reactor.async(() -> {
              throw failure;
            })));
  }

  @Test
  void aFailureThatNobodyLooksAtIsReported() {
    needs(ReactorUnderTest.Capability.VIRTUAL_TIME);
    var reactor = started();
    reactor.async(() -> {
      throw new IOException("nobody cares");
    });
    settle(reactor);
    pass(Duration.ofSeconds(2));
    eventually("it is reported", () -> !failures().list().isEmpty());
    assertTrue(failures().take().getFirst().message().contains("nobody cares"));
  }

  @Test
  void awaitOnTheTurnOutsideACoroutineIsRefusedWithAdvice() {
    var reactor = started();
    var refusal =
        onTurn(
            reactor,
            () ->
                assertThrows(
                    IllegalStateException.class, () -> Await.await(new Deferred<>(reactor))));
    assertTrue(refusal.getMessage().contains("reactor.async"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains(reactor.name()), refusal.getMessage());
  }

  @Test
  void awaitElsewhereBlocksTheThread() throws Exception {
    var reactor = started();
    var gate = new Deferred<String>(reactor);
    var waiter = new CompletableFuture<String>();
    var thread = Thread.ofVirtual().start(() -> waiter.complete(Await.await(gate)));
    eventually("it waits", () -> thread.getState() == Thread.State.WAITING);
    gate.succeed("open");
    assertEquals("open", waiter.get(10, TimeUnit.SECONDS));
    assertEquals("at once", Await.await(Deferred.succeeded("at once")));
  }

  @Test
  void awaitElsewhereRunsAReactorThatNobodyRuns() {
    var reactor = open();
    var calls = new AtomicInteger();
    var result =
        reactor.async(() -> {
          Await.await(soon(reactor));
          calls.incrementAndGet();
          return "done";
        });
    assertEquals("done", Await.await(result));
    assertEquals("again", Await.await(reactor.async(() -> "again")));
    assertEquals(1, calls.get());
    assertNull(Reactor.current());
  }

  @Test
  void awaitElsewhereEndsWhenTheReactorDoes() {
    var reactor = started();
    var never = new Deferred<String>(reactor);
    var failure = new CompletableFuture<Throwable>();
    var thread =
        Thread.ofVirtual()
            .start(() -> failure.complete(assertThrows(Throwable.class, () -> Await.await(never))));
    eventually("it waits", () -> thread.getState() == Thread.State.WAITING);
    reactor.close();
    assertEquals(ReactorStoppedException.class, await(failure).getClass());
    assertThrows(ReactorStoppedException.class, () -> Await.await(new Deferred<>(reactor)));
  }

  @Test
  void coroutinesWorkForAReactorThatAVirtualThreadRuns() throws Exception {
    var reactor = open();
    var thread = Thread.ofVirtual().start(reactor::run);
    assertEquals(
        "done",
        await(
            reactor.async(() -> {
              Await.await(soon(reactor));
              return "done";
            })));
    reactor.stop();
    assertTrue(thread.join(PATIENCE));
  }

  @Test
  void aCoroutineSurvivesAChangeOfTheThreadThatRunsTheReactor() {
    var reactor = open();
    var gate = new Deferred<String>(reactor);
    var result = reactor.async(() -> Await.await(gate));
    reactor.iterate(Duration.ZERO);
    reactor.crash();
    reactor.iterate(Duration.ZERO);
    reactor.start();
    gate.succeed("open");
    assertEquals("open", await(result));
  }

  @Test
  void aThousandCoroutinesWaitForOneAnother() {
    var reactor = started();
    Deferred<Integer> last = Deferred.succeeded(0);
    for (int i = 0; i < MANY; i++) {
      var source = last;
      last = reactor.async(() -> Await.await(source) + 1);
    }
    assertEquals(MANY, await(last));
  }

  @Test
  void thousandsOfCoroutinesAreAliveAtOnce() {
    var reactor = started(settings -> settings.debug(false));
    var gate = new Deferred<String>(reactor);
    var sum = new int[1];
    for (int i = 0; i < CROWD; i++) {
      reactor.async(() -> {
        Await.await(gate);
        return sum[0]++;
      });
    }
    eventually("all wait", () -> reactor.dump().contains("coroutines: " + CROWD));
    gate.succeed("open");
    eventually("all have ended", () -> reactor.dump().contains("coroutines: 0"));
    assertEquals(CROWD, onTurn(reactor, () -> sum[0]));
  }

  /// Ends in a later pass.
  static Deferred<String> soon(Reactor reactor) {
    return reactor.submit(() -> "soon");
  }
}
