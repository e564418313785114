package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.triga.async.Await;
import dev.triga.async.CancelFailure;
import dev.triga.async.Deferred;
import dev.triga.reactor.LogEntry;
import dev.triga.reactor.Reactor;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A coroutine that blocks keeps the turn, and what belongs to its thread stays with it.
abstract class CoroutineBlockingContract extends CoroutineContract {
  private static final ScopedValue<String> SCOPED = ScopedValue.newInstance();
  private static final int DEPTH = 2_000;
  private static final int ROUNDS = 1_000;

  /// What [Awaiting] waits for.
  static CompletionStage<String> stillToCome = Deferred.succeeded("nothing");

  CoroutineBlockingContract(Supplier<ReactorUnderTest> subjects, String carrier) {
    super(subjects, carrier);
  }

  @Test
  void aSleepKeepsTheTurn() {
    var reactor = started();
    var result =
        reactor.async(() -> {
          reactor.execute(() -> note("callback"));
          Thread.sleep(Duration.ofMillis(5));
          note("slept");
          assertTrue(reactor.isOnTurn());
          return "done";
        });
    await(result);
    settle(reactor);
    assertEquals(List.of("slept", "callback"), order);
  }

  @Test
  void aMonitorThatAnotherThreadHoldsKeepsTheTurnAndIsAStall() {
    var reactor = open(settings -> settings.stallThreshold(Duration.ofMillis(20)));
    reactor.start();
    var monitor = new Object();
    var isHeld = new CountDownLatch(1);
    var mayLeave = new CountDownLatch(1);
    var holder =
        Thread.ofPlatform()
            .start(() -> {
              synchronized (monitor) {
                isHeld.countDown();
                await(mayLeave);
                note("left");
              }
            });
    await(isHeld);
    var result =
        reactor.async(() -> {
          reactor.execute(() -> note("callback"));
          note("wants");
          synchronized (monitor) {
            note("has");
          }
          return "done";
        });
    eventually("the coroutine wants it", () -> order.contains("wants"));
    eventually("it blocks", () -> holdsTheTurnBlocked(reactor));
    if (!reactor.clock().isVirtual()) {
      eventually("it is counted", () -> !reactor.dump().contains("stalls: 0"));
    }
    assertFalse(order.contains("callback"));
    mayLeave.countDown();
    await(result);
    settle(reactor);
    assertEquals(List.of("wants", "left", "has", "callback"), order);
    join(holder);
  }

  private static boolean holdsTheTurnBlocked(Reactor reactor) {
    return reactor.dump().contains("turn: " + reactor.name() + " coroutine");
  }

  @Test
  void aLockThatAnotherThreadHoldsKeepsTheTurn() {
    var reactor = started();
    var lock = new ReentrantLock();
    lock.lock();
    var result =
        reactor.async(() -> {
          reactor.execute(() -> note("callback"));
          lock.lock();
          note("has");
          lock.unlock();
          return "done";
        });
    eventually("it waits", lock::hasQueuedThreads);
    assertEquals(List.of(), order);
    lock.unlock();
    await(result);
    settle(reactor);
    assertEquals(List.of("has", "callback"), order);
  }

  @Test
  void locksAndMonitorsAreHeldAcrossAnAwait() {
    var reactor = started();
    var lock = new ReentrantLock();
    var monitor = new Object();
    var gate = new Deferred<String>(reactor);
    var result =
        reactor.async(() -> {
          lock.lock();
          try {
            synchronized (monitor) {
              note("locked");
              Await.await(gate);
              assertTrue(lock.isHeldByCurrentThread());
              assertTrue(Thread.holdsLock(monitor));
            }
          } finally {
            lock.unlock();
          }
          return "done";
        });
    eventually("it holds them", () -> order.contains("locked"));
    settle(reactor);
    assertTrue(lock.isLocked());
    assertFalse(lock.tryLock());
    gate.succeed("open");
    await(result);
    assertFalse(lock.isLocked());
  }

  @Test
  void strayPermitsDoNotEndAnAwait() {
    var reactor = started();
    var gate = new Deferred<String>(reactor);
    var threads = new CopyOnWriteArrayList<Thread>();
    var result =
        reactor.async(() -> {
          threads.add(Thread.currentThread());
          LockSupport.unpark(Thread.currentThread());
          note(Await.await(gate));
          return "done";
        });
    eventually("it has begun", () -> !threads.isEmpty());
    for (int i = 0; i < 1_000; i++) {
      LockSupport.unpark(threads.getFirst());
    }
    settle(reactor);
    assertEquals(List.of(), order);
    gate.succeed("open");
    await(result);
    assertEquals(List.of("open"), order);
  }

  @Test
  void manyWakeUpsFromElsewhereLoseNothing() {
    var reactor = started();
    var threads = new CopyOnWriteArrayList<Thread>();
    var isOver = new CountDownLatch(1);
    var stray =
        Thread.ofPlatform()
            .start(() -> {
              while (isOver.getCount() > 0) {
                threads.forEach(LockSupport::unpark);
              }
            });
    try {
      var result =
          reactor.async(() -> {
            threads.add(Thread.currentThread());
            int sum = 0;
            for (int i = 0; i < ROUNDS; i++) {
              sum += Await.await(reactor.submit(() -> 1));
              if (i % 100 == 0) {
                Thread.sleep(0, 1_000);
              }
            }
            return sum;
          });
      assertEquals(ROUNDS, await(result));
    } finally {
      isOver.countDown();
      join(stray);
    }
  }

  @Test
  void aYieldOfTheThreadKeepsTheTurn() {
    var reactor = started();
    await(
        reactor.async(() -> {
          reactor.execute(() -> note("callback"));
          for (int i = 0; i < 100; i++) {
            Thread.yield();
          }
          note("yielded");
          return "done";
        }));
    settle(reactor);
    assertEquals(List.of("yielded", "callback"), order);
  }

  @Test
  void anAwaitMayBeDeepInTheStack() {
    var reactor = started();
    assertEquals(DEPTH, await(reactor.async(() -> deep(reactor, DEPTH))));
  }

  private static int deep(Reactor reactor, int depth) {
    if (depth == 0) {
      return Await.await(reactor.submit(() -> 0));
    }
    return deep(reactor, depth - 1) + 1;
  }

  @Test
  void eachCoroutineHasItsOwnThreadLocals() {
    var reactor = started();
    var local = new ThreadLocal<String>();
    var gate = new Deferred<String>(reactor);
    var one = reactor.async(() -> keeps(local, "one", gate));
    var two = reactor.async(() -> keeps(local, "two", gate));
    settle(reactor);
    assertNull(onTurn(reactor, local::get));
    gate.succeed("open");
    assertEquals("one", await(one));
    assertEquals("two", await(two));
  }

  private static @Nullable String keeps(
      ThreadLocal<String> local, String value, Deferred<String> gate) {
    assertNull(local.get());
    local.set(value);
    Await.await(gate);
    return local.get();
  }

  @Test
  void scopedValuesStayBoundAcrossAnAwait() {
    var reactor = started();
    var gate = new Deferred<String>(reactor);
    var result =
        reactor.async(() ->
            ScopedValue.where(SCOPED, "bound")
                .call(() -> {
                  Await.await(gate);
                  return SCOPED.get();
                }));
    settle(reactor);
    assertFalse(onTurn(reactor, SCOPED::isBound));
    gate.succeed("open");
    assertEquals("bound", await(result));
  }

  @Test
  void aCoroutineIsOneThreadAllItsLife() {
    var reactor = started();
    var threads = new CopyOnWriteArrayList<Thread>();
    await(
        reactor.async(() -> {
          for (int i = 0; i < 3; i++) {
            threads.add(Thread.currentThread());
            Await.await(CoroutineTurnsContract.soon(reactor));
          }
          return "done";
        }));
    assertSame(threads.get(0), threads.get(1));
    assertSame(threads.get(0), threads.get(2));
    assertTrue(threads.getFirst().isVirtual());
  }

  @Test
  void aBlockedCoroutineIsReportedAsAStallWithItsStack() {
    var reactor = open(settings -> settings.stallThreshold(Duration.ofMillis(20)));
    var stalls = new CopyOnWriteArrayList<LogEntry>();
    reactor
        .log()
        .observe(entry -> {
          if (entry.message().contains("stalled")) {
            stalls.add(entry);
          }
        });
    assumeFalse(reactor.clock().isVirtual(), "the watchdog looks at real time only");
    reactor.start();
    var mayGoOn = new CountDownLatch(1);
    var result =
        reactor.async(() -> {
          blocksHere(mayGoOn);
          return "done";
        });
    eventually("it is counted", () -> !reactor.dump().contains("stalls: 0"));
    mayGoOn.countDown();
    await(result);
    var holder = reactor.name() + " coroutine";
    eventually(
        "it is reported",
        () -> stalls.stream().anyMatch(entry -> entry.message().contains(holder)));
  }

  @Test
  void anAwaitThatCannotLetTheLoopGoOnIsGivenUp() {
    var reactor = open(settings -> settings.stallThreshold(Duration.ofMillis(20)));
    assumeFalse(reactor.clock().isVirtual(), "the watchdog looks at real time only");
    reactor.start();
    var result =
        reactor.async(() -> {
          stillToCome = CoroutineTurnsContract.soon(reactor);
          return freshCopyOf(Awaiting.class).getName();
        });
    eventually("it ends", result::isDone);
    if (result.isFailed()) {
      // The loop cannot carry on below a static initialiser; a thread of its own can.
      assertInstanceOf(ExceptionInInitializerError.class, result.failureNow());
      assertInstanceOf(CancelFailure.class, result.failureNow().getCause());
    }
    settle(reactor);
  }

  /// Another class with the same code, which initialises once more.
  private static Class<?> freshCopyOf(Class<?> type) throws Exception {
    try (var code =
        type.getResourceAsStream(
            type.getName().substring(type.getPackageName().length() + 1) + ".class")) {
      return MethodHandles.lookup().defineHiddenClass(code.readAllBytes(), true).lookupClass();
    }
  }

  /// Awaits in its initialiser.
  static final class Awaiting {
    static final String VALUE = Await.await(stillToCome);

    private Awaiting() {}
  }

  private static void blocksHere(CountDownLatch latch) throws InterruptedException {
    latch.await();
  }

  static void join(Thread thread) {
    try {
      assertTrue(thread.join(PATIENCE));
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while joining " + thread, e);
    }
  }

  static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while waiting", e);
    }
  }
}
