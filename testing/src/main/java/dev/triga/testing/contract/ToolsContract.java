package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.async.Backoff;
import dev.triga.async.Concurrently;
import dev.triga.async.Cooperator;
import dev.triga.async.Deferred;
import dev.triga.async.DeferredLock;
import dev.triga.async.DeferredQueue;
import dev.triga.async.DeferredSemaphore;
import dev.triga.async.Event;
import dev.triga.async.LoopingCall;
import dev.triga.async.Permit;
import dev.triga.reactor.Reactor;
import dev.triga.service.Service;
import dev.triga.service.ServiceGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The asynchronous tools on a loop that runs.
abstract class ToolsContract extends Contract {
  private static final Duration SHORT = Duration.ofMillis(5);

  private final List<String> order = new CopyOnWriteArrayList<>();

  ToolsContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  @Test
  void aDeferredCallIsNeverEarly() {
    var reactor = started();
    long before = reactor.clock().nanoTime();
    var ranAt = reactor.deferLater(SHORT, () -> reactor.clock().nanoTime());
    settle(reactor);
    pass(SHORT);
    assertTrue(await(ranAt) - before >= SHORT.toNanos());
  }

  @Test
  void aCancelledDeferredCallNeverRuns() {
    var reactor = started();
    var call = reactor.deferLater(Duration.ZERO, () -> order.add("first"));
    await(call);
    var cancelled = reactor.deferLater(SHORT, () -> order.add("cancelled"));
    assertTrue(cancelled.cancel());
    var after = reactor.deferLater(SHORT, () -> order.add("after"));
    settle(reactor);
    pass(SHORT);
    await(after);
    assertEquals(List.of("first", "after"), order);
    assertEquals(List.of(), onTurn(reactor, reactor::scheduledCalls));
  }

  @Test
  void toolsNeedTheTurn() {
    var reactor = started();
    settle(reactor);
    var queue = new DeferredQueue<String>(reactor, 1);
    var refusal = assertThrows(WrongThreadException.class, () -> queue.offer("value"));
    assertTrue(String.valueOf(refusal.getMessage()).contains("DeferredQueue.offer"));
    var lock = new DeferredLock(reactor);
    assertThrows(WrongThreadException.class, lock::acquire);
    var loop = LoopingCall.of(reactor, () -> order.add("called"));
    assertThrows(WrongThreadException.class, () -> loop.start(Duration.ZERO));
    var cooperator = new Cooperator(reactor);
    assertThrows(WrongThreadException.class, () -> cooperator.cooperate(List.of().iterator()));
    var event = new Event<String>(reactor, "event");
    assertThrows(WrongThreadException.class, () -> event.fire("value"));
    assertThrows(
        WrongThreadException.class,
        () -> Backoff.NONE.retry(reactor, () -> Deferred.succeeded("value")));
    assertThrows(WrongThreadException.class, () -> new ServiceGroup(reactor, "app").start());
  }

  @Test
  void aLoopOfEveryPassStarvesNobody() {
    var reactor = started();
    var calls = new AtomicInteger();
    var loop = LoopingCall.of(reactor, calls::incrementAndGet);
    var ended = onTurn(reactor, () -> loop.start(Duration.ZERO));
    for (int i = 1; i <= 3; i++) {
      int sofar = calls.get();
      settle(reactor);
      eventually("it is called", () -> calls.get() > sofar);
    }
    doOnTurn(reactor, loop::stop);
    await(ended);
    int last = calls.get();
    settle(reactor);
    assertEquals(last, calls.get());
  }

  @Test
  void aLoopKeepsToItsGrid() {
    var reactor = started();
    var times = new CopyOnWriteArrayList<Long>();
    var slots = new AtomicLong();
    var start = new AtomicLong();
    var loop =
        LoopingCall.of(
            reactor,
            points -> {
              slots.addAndGet(points);
              times.add(reactor.clock().nanoTime() - start.get());
              return null;
            });
    doOnTurn(
        reactor,
        () -> {
          start.set(reactor.clock().nanoTime());
          loop.startLater(SHORT);
        });
    for (int i = 1; i <= 4; i++) {
      int count = i;
      pass(SHORT);
      eventually("call " + i, () -> times.size() >= count);
      settle(reactor);
    }
    doOnTurn(reactor, loop::stop);
    // Slots say which point of the grid it was, so no call came before its point.
    long points = slots.get();
    assertTrue(times.getLast() >= points * SHORT.toNanos(), times + " for " + points);
  }

  @Test
  void worksOfACooperatorStarveNobody() {
    var reactor = started();
    var going = new AtomicBoolean(true);
    var cooperator = new Cooperator(reactor);
    var done =
        onTurn(
            reactor,
            () -> {
              for (int i = 0; i < 10; i++) {
                cooperator.cooperate(
                    Stream.generate(() -> "step").takeWhile(s -> going.get()).iterator());
              }
              return cooperator
                  .cooperate(Stream.generate(() -> "step").takeWhile(s -> going.get()).iterator())
                  .whenDone();
            });
    var timer = reactor.deferLater(SHORT);
    settle(reactor);
    pass(SHORT);
    await(timer);
    going.set(false);
    await(done);
    assertSoon(0, () -> onTurn(reactor, cooperator::tasks));
  }

  @Test
  void permitsComeBackFromOtherThreads() {
    var reactor = started();
    var semaphore = new DeferredSemaphore(reactor, 2);
    var most = new AtomicInteger();
    var now = new AtomicInteger();
    var all =
        onTurn(
            reactor,
            () ->
                Concurrently.atMost(reactor, 100)
                    .forEach(
                        IntStream.range(0, 100).boxed().toList(),
                        i ->
                            semaphore
                                .acquire()
                                .thenAccept(permit -> {
                                  most.accumulateAndGet(now.incrementAndGet(), Math::max);
                                  giveBackElsewhere(permit, now);
                                })));
    await(all);
    assertTrue(most.get() <= 2, "at a time: " + most);
    assertSoon(2, () -> onTurn(reactor, semaphore::available));
  }

  private static void giveBackElsewhere(Permit permit, AtomicInteger now) {
    Thread.startVirtualThread(() -> {
      now.decrementAndGet();
      permit.close();
    });
  }

  @Test
  void aQueueBetweenTwoLoopsOfWorkKeepsOrderAndLimit() {
    var reactor = started();
    var queue = new DeferredQueue<Integer>(reactor, 4);
    var taken = new CopyOnWriteArrayList<Integer>();
    var all =
        onTurn(
            reactor,
            () -> {
              var puts =
                  Concurrently.atMost(reactor, 1)
                      .forEach(IntStream.range(0, 1000).boxed().toList(), queue::put);
              var takes =
                  Concurrently.atMost(reactor, 1)
                      .forEach(
                          IntStream.range(0, 1000).boxed().toList(),
                          i -> queue.take().thenAccept(taken::add));
              assertTrue(queue.size() <= 4);
              return Deferred.all(List.of(puts, takes));
            });
    await(all);
    assertEquals(IntStream.range(0, 1000).boxed().toList(), taken);
  }

  @Test
  void attemptsWaitForTheirDelay() {
    var reactor = started();
    var times = new CopyOnWriteArrayList<Long>();
    var result =
        onTurn(
            reactor,
            () ->
                Backoff.fixed(SHORT)
                    .<String>retry(
                        reactor,
                        () -> {
                          times.add(reactor.clock().nanoTime());
                          if (times.size() == 3) {
                            return Deferred.succeeded("done");
                          }
                          throw new IOException("not yet");
                        }));
    for (int i = 0; i < 3; i++) {
      settle(reactor);
      pass(SHORT);
    }
    assertEquals("done", await(result));
    assertTrue(times.get(1) - times.get(0) >= SHORT.toNanos());
    assertTrue(times.get(2) - times.get(1) >= SHORT.toNanos());
  }

  @Test
  void servicesRunWithTheirReactor() throws InterruptedException {
    var reactor = open();
    var group = new ServiceGroup(reactor, "app");
    group.add(
        Service.of(
            "store",
            () -> reactor.deferLater(Duration.ZERO, () -> order.add("store started")),
            () -> reactor.deferLater(Duration.ZERO, () -> order.add("store stopped"))));
    group.add(
        Service.of(
            "web",
            () -> {
              order.add("web started");
              return null;
            },
            () -> {
              order.add("web stopped");
              return null;
            }));
    group.runWithReactor();
    reactor.start();
    assertSoon(ServiceGroup.State.RUNNING, () -> onTurn(reactor, group::state));
    reactor.stop();
    assertTrue(reactor.awaitStopped(PATIENCE));
    assertEquals(List.of("store started", "web started", "web stopped", "store stopped"), order);
  }

  @Test
  void aProgramEndsWithItsExitCode() {
    assertEquals(
        0,
        Reactor.react(
            subject().builder(),
            reactor -> reactor.deferLater(Duration.ZERO, () -> order.add("ran"))));
    assertEquals(List.of("ran"), order);
    assertEquals(
        1,
        Reactor.react(
            subject().builder(),
            reactor -> {
              throw new IOException("broken");
            }));
    assertFalse(failures().take().isEmpty());
  }
}
