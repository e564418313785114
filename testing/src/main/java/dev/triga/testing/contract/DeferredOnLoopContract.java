package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.async.Deferred;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Deferreds that belong to a reactor.
abstract class DeferredOnLoopContract extends Contract {
  private final List<String> order = new CopyOnWriteArrayList<>();

  DeferredOnLoopContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  @Test
  void listenersRunOnTheTurnWhoeverCompletes() {
    var reactor = started();
    var deferred = new Deferred<String>(reactor);
    var onTurn = new AtomicReference<Boolean>();
    deferred.thenAccept(value -> onTurn.set(reactor.isOnTurn()));
    assertTrue(deferred.succeed("from another thread"));
    eventually("the listener runs", () -> onTurn.get() != null);
    assertEquals(true, onTurn.get());
  }

  @Test
  void listenersNeverRunInsideTheCompletingCall() {
    var reactor = started();
    doOnTurn(
        reactor,
        () -> {
          var deferred = new Deferred<String>(reactor);
          deferred.thenAccept(value -> order.add("heard"));
          deferred.succeed("x");
          order.add("completed");
        });
    assertSoon(List.of("completed", "heard"), () -> List.copyOf(order));
  }

  @Test
  void listenersNeverRunInsideTheCallThatAddsThem() {
    var reactor = started();
    doOnTurn(
        reactor,
        () -> {
          var deferred = new Deferred<String>(reactor);
          deferred.succeed("x");
          deferred.thenAccept(value -> order.add("heard"));
          order.add("added");
        });
    assertSoon(List.of("added", "heard"), () -> List.copyOf(order));
  }

  @Test
  void listenersRunInOrderOfRegistration() {
    var reactor = started();
    var deferred = new Deferred<String>(reactor);
    var expected = new ArrayList<String>();
    for (int i = 0; i < 50; i++) {
      var name = String.valueOf(i);
      expected.add(name);
      deferred.thenAccept(value -> order.add(name));
    }
    deferred.succeed("x");
    assertSoon(expected, () -> List.copyOf(order));
  }

  @Test
  void eachListenerRunsOnceThoughManyThreadsComplete() throws Exception {
    var reactor = started();
    for (int round = 0; round < 50; round++) {
      var deferred = new Deferred<Integer>(reactor);
      var heard = new AtomicInteger();
      var winners = new AtomicInteger();
      deferred.thenAccept(value -> heard.incrementAndGet());
      var threads = new ArrayList<Thread>();
      for (int i = 0; i < 3; i++) {
        int mine = i;
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  if (deferred.succeed(mine)) {
                    winners.incrementAndGet();
                  }
                }));
      }
      for (var thread : threads) {
        thread.join();
      }
      assertEquals(1, winners.get());
      assertSoon(1, heard::get);
    }
  }

  @Test
  void whatACallbackMakesReadyRunsBeforeTheNextCallback() {
    var reactor = open();
    reactor.execute(() -> {
      Deferred.succeeded("x");
      var deferred = new Deferred<String>(reactor);
      deferred.thenAccept(value -> order.add("listener"));
      deferred.succeed("x");
    });
    reactor.execute(() -> order.add("next"));
    reactor.execute(reactor::stop);
    reactor.run();
    assertEquals(List.of("listener", "next"), order);
  }

  @Test
  void aChainGivesItsResult() {
    var reactor = started();
    var result =
        reactor
            .submit(() -> 20)
            .thenApply(value -> value + 1)
            .thenCompose(value -> reactor.submit(() -> value * 2));
    assertEquals(42, await(result));
  }

  @Test
  void dependentsGetTheRawFailure() {
    var reactor = started();
    var broken = new IllegalStateException("broken");
    var seen = new AtomicReference<Throwable>();
    Deferred<Integer> failing =
        reactor.submit(() -> {
          throw broken;
        });
    var recovered =
        failing
            .thenApply(value -> value + 1)
            .exceptionally(failure -> {
              seen.set(failure);
              return 7;
            });
    assertEquals(7, await(recovered));
    assertEquals(broken, seen.get());
  }

  @Test
  void aThreadMayWaitThroughACompletableFuture() throws Exception {
    var reactor = started();
    var future = reactor.submit(() -> "value").toCompletableFuture();
    assertEquals("value", future.get(10, TimeUnit.SECONDS));
    var failing =
        reactor
            .submit(() -> {
              throw new IllegalStateException("broken");
            })
            .toCompletableFuture();
    try {
      failing.get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      assertInstanceOf(IllegalStateException.class, e.getCause());
    }
  }

  @Test
  void aTimeoutFailsWhatDoesNotCome() {
    var reactor = started();
    var never = new Deferred<String>(reactor);
    var limited = never.timeout(Duration.ofMillis(20));
    settle(reactor);
    pass(Duration.ofMillis(20));
    assertInstanceOf(Throwable.class, failureOf(limited));
  }

  @Test
  void aTimeoutIsDroppedWhenTheResultComes() {
    var reactor = started();
    var deferred = new Deferred<String>(reactor);
    var limited = deferred.timeout(Duration.ofHours(1));
    deferred.succeed("in time");
    assertEquals("in time", await(limited));
    settle(reactor);
    assertEquals(List.of(), onTurn(reactor, reactor::scheduledCalls));
  }

  @Test
  void cancelTellsWhoWon() {
    var reactor = started();
    var deferred = new Deferred<String>(reactor);
    assertTrue(deferred.cancel());
    assertFalse(deferred.cancel());
    assertFalse(deferred.succeed("late"));
    assertTrue(deferred.isCancelled());
    assertInstanceOf(CancellationException.class, failureOf(deferred));
  }

  @Test
  void pausingHoldsDeliveryBack() {
    var reactor = started();
    var deferred = new Deferred<String>(reactor);
    deferred.pause();
    deferred.thenAccept(order::add);
    deferred.succeed("held");
    settle(reactor);
    assertEquals(List.of(), order);
    deferred.resume();
    assertSoon(List.of("held"), () -> List.copyOf(order));
  }

  @Test
  void aFailureThatNobodyLooksAtIsReportedAfterASecond() {
    needs(ReactorUnderTest.Capability.VIRTUAL_TIME);
    var reactor = started();
    var deferred = new Deferred<String>(reactor);
    deferred.fail(new IllegalStateException("overlooked"));
    settle(reactor);
    assertEquals(List.of(), failures().list());
    pass(Duration.ofSeconds(2));
    assertSoon(1, () -> failures().list().size());
    assertEquals("overlooked", failures().take().getFirst().error().getMessage());
  }

  @Test
  void aFailureThatNobodyLooksAtIsReportedAtStop() {
    var reactor = started();
    var deferred = new Deferred<String>(reactor);
    deferred.fail(new IllegalStateException("overlooked"));
    settle(reactor);
    reactor.close();
    assertSoon(1, () -> failures().list().size());
    var ignored = failures().take();
  }

  @Test
  void aFailureThatSomebodyLooksAtIsNotReported() {
    var reactor = started();
    var deferred = new Deferred<String>(reactor);
    deferred.fail(new IllegalStateException("seen"));
    assertEquals("seen", failureOf(deferred).getMessage());
    reactor.close();
    assertEquals(List.of(), failures().list());
  }

  @Test
  void listenersAddedAfterTheReactorStoppedStillRun() {
    var reactor = started();
    var deferred = reactor.submit(() -> "value");
    assertEquals("value", await(deferred));
    reactor.close();
    deferred.thenAccept(order::add);
    assertSoon(List.of("value"), () -> List.copyOf(order));
  }

  @Test
  void completingAfterTheReactorStoppedStillDelivers() {
    var reactor = started();
    var deferred = new Deferred<String>(reactor);
    deferred.thenAccept(order::add);
    reactor.close();
    deferred.succeed("late");
    assertSoon(List.of("late"), () -> List.copyOf(order));
  }

  @Test
  void aLongChainNeedsNoStack() {
    var reactor = started();
    var start = new Deferred<Integer>(reactor);
    var end = start;
    for (int i = 0; i < 20_000; i++) {
      end = end.thenApply(value -> value + 1);
    }
    start.succeed(0);
    assertEquals(20_000, await(end));
  }

  @Test
  void endlessReadyWorkDoesNotStarveTheLoop() {
    var reactor = started();
    var stop = new AtomicInteger();
    doOnTurn(reactor, () -> spin(reactor, stop));
    var timer = new AtomicInteger();
    reactor.schedule(Duration.ZERO, timer::incrementAndGet);
    assertSoon(1, timer::get);
    stop.set(1);
  }

  private static void spin(dev.triga.reactor.Reactor reactor, AtomicInteger stop) {
    var deferred = new Deferred<String>(reactor);
    deferred.thenAccept(value -> {
      if (stop.get() == 0) {
        spin(reactor, stop);
      }
    });
    deferred.succeed("again");
  }
}
