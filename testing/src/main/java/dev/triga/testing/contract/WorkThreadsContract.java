package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.async.Await;
import dev.triga.async.Deferred;
import dev.triga.reactor.Halt;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorStoppedException;
import dev.triga.reactor.ThreadKind;
import dev.triga.reactor.ThreadLimitException;
import dev.triga.reactor.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Work in threads, and its way back to the turn.
abstract class WorkThreadsContract extends Contract {
  private static final int MANY = 500;

  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<String> order = new CopyOnWriteArrayList<>();

  private final ThreadKind kind;

  /// @param kind on which threads the work is done
  WorkThreadsContract(Supplier<ReactorUnderTest> subjects, ThreadKind kind) {
    super(subjects);
    this.kind = kind;
  }

  private String waitForGate() throws InterruptedException {
    order.add("begun");
    assertTrue(gate.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    return "through";
  }

  @Test
  void workRunsInAThreadAndItsResultComesBackToTheTurn() {
    var reactor = started();
    var worker = new AtomicReference<Thread>();
    var result =
        reactor
            .deferToThread(
                kind,
                () -> {
                  worker.set(Thread.currentThread());
                  assertNull(Reactor.current());
                  assertFalse(reactor.isOnTurn());
                  return "value";
                })
            .thenApply(value -> value + " " + reactor.isOnTurn());
    assertEquals("value true", await(result));
    assertNotEquals(Thread.currentThread(), worker.get());
    assertEquals(kind == ThreadKind.VIRTUAL, worker.get().isVirtual());
    assertTrue(worker.get().getName().startsWith(reactor.name()), worker.get().getName());
  }

  @Test
  void workRunsInVirtualThreadsUnlessToldOtherwise() {
    var reactor = started();
    assertTrue(await(reactor.deferToThread(() -> Thread.currentThread().isVirtual())));
  }

  @Test
  void workMayBeHandedOverBeforeTheReactorRuns() {
    var reactor = open();
    var result = reactor.deferToThread(() -> "early");
    reactor.start();
    assertEquals("early", await(result));
  }

  @Test
  void whatWorkThrowsIsTheFailureOfItsResult() {
    var reactor = started();
    var failure = new IOException("gone");
    assertSame(
        failure,
        failureOf(
            reactor.deferToThread(() -> {
              throw failure;
            })));
  }

  @Test
  void aFailureOfACallThatNobodyWaitsForIsReported() {
    var reactor = started();
    reactor.callInThread(() -> {
      throw new IllegalStateException("nobody waits");
    });
    eventually("it is reported", () -> !failures().list().isEmpty());
    assertTrue(failures().take().getFirst().message().contains("nobody waits"));
  }

  @Test
  void haltInACallStopsTheReactor() {
    var reactor = open();
    reactor.callInThread(() -> {
      throw new Halt("enough", 7);
    });
    assertEquals("enough", assertThrows(Halt.class, reactor::run).getMessage());
  }

  @Test
  void onlySoManyCallsRunAtOnceAndTheRestWaitsInOrder() throws Exception {
    var reactor = started();
    reactor.threads().limit(kind, 2, 100);
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var results = new ArrayList<Deferred<Integer>>();
    for (int i = 0; i < 20; i++) {
      int number = i;
      results.add(
          reactor.deferToThread(
              kind,
              () -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                waitForGate();
                running.decrementAndGet();
                return number;
              }));
    }
    eventually("two run", () -> running.get() == 2);
    var counts = reactor.threads().counts(kind);
    assertEquals(2, counts.running());
    assertEquals(18, counts.waiting());
    gate.countDown();
    for (int i = 0; i < results.size(); i++) {
      assertEquals(i, await(results.get(i)));
    }
    assertEquals(2, most.get());
    eventually("all are counted", () -> reactor.threads().counts(kind).completed() == 20);
  }

  @Test
  void moreCallsThanMayWaitAreRefused() {
    var reactor = started();
    reactor.threads().limit(kind, 1, 1);
    var first = reactor.deferToThread(kind, this::waitForGate);
    var second = reactor.deferToThread(kind, this::waitForGate);
    var refusal =
        assertThrows(
            ThreadLimitException.class, () -> reactor.deferToThread(kind, this::waitForGate));
    assertTrue(refusal.getMessage().contains("threads().limit"), refusal.getMessage());
    assertEquals(1, reactor.threads().counts(kind).refused());
    gate.countDown();
    await(first);
    await(second);
  }

  @Test
  void raisingTheLimitLetsWaitingCallsRun() {
    var reactor = started();
    reactor.threads().limit(kind, 1, 100);
    var results = new ArrayList<Deferred<String>>();
    for (int i = 0; i < 3; i++) {
      results.add(reactor.deferToThread(kind, this::waitForGate));
    }
    eventually("one runs", () -> order.size() == 1);
    reactor.threads().limit(kind, 3, 100);
    eventually("three run", () -> order.size() == 3);
    gate.countDown();
    results.forEach(this::await);
  }

  @Test
  void limitsAreChecked() {
    var threads = open().threads();
    assertThrows(IllegalArgumentException.class, () -> threads.limit(ThreadKind.VIRTUAL, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> threads.limit(ThreadKind.VIRTUAL, 1, -1));
    var counts = threads.counts(ThreadKind.PLATFORM);
    assertEquals(Threads.PLATFORM_MAX, counts.threadsMax());
    assertEquals(Threads.WAITING_MAX, counts.waitingMax());
  }

  @Test
  void cancellingInterruptsTheThreadAtOnce() {
    var reactor = started();
    var result =
        reactor.deferToThread(
            kind,
            () -> {
              try {
                return waitForGate();
              } catch (InterruptedException e) {
                order.add("interrupted");
                throw e;
              }
            });
    eventually("it has begun", () -> order.contains("begun"));
    assertTrue(result.cancel());
    assertTrue(result.isCancelled());
    eventually("it is interrupted", () -> order.contains("interrupted"));
    // The interrupt was for that call only.
    assertEquals(
        false, await(reactor.deferToThread(kind, () -> Thread.currentThread().isInterrupted())));
  }

  @Test
  void aCallThatIsCancelledWhileItWaitsNeverRuns() {
    var reactor = started();
    reactor.threads().limit(kind, 1, 100);
    var first = reactor.deferToThread(kind, this::waitForGate);
    var second =
        reactor.deferToThread(
            kind,
            () -> {
              order.add("ran");
              return "ran";
            });
    assertTrue(second.cancel());
    gate.countDown();
    await(first);
    assertEquals("next", await(reactor.deferToThread(kind, () -> "next")));
    assertEquals(List.of("begun"), order);
    assertEquals(1, reactor.threads().counts(kind).cancelled());
  }

  @Test
  void aLateFailureOfACancelledCallIsReported() {
    var reactor = started();
    var result =
        reactor.deferToThread(() -> {
          try {
            return waitForGate();
          } catch (InterruptedException e) {
            throw new IllegalStateException("the clean-up failed");
          }
        });
    eventually("it has begun", () -> order.contains("begun"));
    result.cancel();
    eventually("it is reported", () -> !failures().list().isEmpty());
    assertTrue(failures().take().getFirst().message().contains("the clean-up failed"));
  }

  @Test
  void aCoroutineAwaitsWorkInAThread() {
    var reactor = started();
    assertEquals(
        3,
        await(
            reactor.async(() ->
                Await.await(reactor.deferToThread(() -> 1))
                    + Await.await(reactor.deferToThread(ThreadKind.PLATFORM, () -> 2)))));
  }

  // The end.

  @Test
  void stoppingWaitsForCallsThatRunOrWait() {
    var reactor = started();
    reactor.threads().limit(ThreadKind.VIRTUAL, 1, 10);
    var first = reactor.deferToThread(this::waitForGate);
    var second = reactor.deferToThread(() -> "second");
    eventually("it has begun", () -> order.contains("begun"));
    reactor.stop();
    eventually("it stops", () -> reactor.state() == Reactor.State.STOPPING);
    gate.countDown();
    reactor.close();
    assertEquals("through", first.resultNow());
    assertEquals("second", second.resultNow());
  }

  @Test
  void whatDoesNotEndInTimeIsInterruptedAndWhatWaitsFails() {
    var reactor = open(settings -> settings.phaseDeadline(Duration.ofMillis(50))).start();
    reactor.threads().limit(ThreadKind.PLATFORM, 1, 10);
    var first = reactor.deferToThread(ThreadKind.PLATFORM, this::waitForGate);
    var second = reactor.deferToThread(ThreadKind.PLATFORM, () -> "second");
    eventually("it has begun", () -> order.contains("begun"));
    reactor.stop();
    subject().conclude();
    reactor.close();
    assertTrue(first.isCancelled());
    assertInstanceOf(ReactorStoppedException.class, second.failureNow());
    failures().take();
  }

  @Test
  void aThreadThatIgnoresItsInterruptIsReported() {
    var reactor = open(settings -> settings.phaseDeadline(Duration.ofMillis(50))).start();
    var result =
        reactor.deferToThread(
            kind,
            () -> {
              order.add("begun");
              while (gate.getCount() > 0) {
                Thread.onSpinWait();
              }
              return "at last";
            });
    eventually("it has begun", () -> order.contains("begun"));
    reactor.stop();
    subject().conclude();
    reactor.close();
    gate.countDown();
    assertTrue(result.isCancelled());
    assertTrue(
        failures().take().stream().anyMatch(entry -> entry.message().contains("did not end")));
  }

  @Test
  void callsAfterTheStopAreRefused() {
    var reactor = started();
    reactor.close();
    assertThrows(ReactorStoppedException.class, () -> reactor.deferToThread(() -> "late"));
    assertThrows(ReactorStoppedException.class, () -> reactor.callInThread(() -> {}));
    assertThrows(ReactorStoppedException.class, () -> reactor.blockingCallFromThread(() -> "late"));
  }

  // From threads into the reactor.

  @Test
  void aBlockingCallReturnsWhatTheFunctionReturnsOnTheTurn() throws Exception {
    var reactor = started();
    assertEquals(true, reactor.blockingCallFromThread(reactor::isOnTurn));
    assertEquals(
        "awaited",
        reactor.blockingCallFromThread(() -> Await.await(reactor.deferToThread(() -> "awaited"))));
  }

  @Test
  void aBlockingCallThrowsWhatTheFunctionThrows() {
    var reactor = started();
    var failure = new IOException("gone");
    var thrown =
        assertThrows(
            IOException.class,
            () ->
                reactor.blockingCallFromThread(() -> {
                  throw failure;
                }));
    assertSame(failure, thrown);
    assertTrue(List.of(thrown.getSuppressed()).toString().contains("blocking call"));
  }

  @Test
  void manyThreadsMayCallAtOnce() {
    var reactor = started();
    var counter = new int[1];
    var results = new ArrayList<Deferred<Integer>>();
    for (int i = 0; i < MANY; i++) {
      results.add(reactor.deferToThread(() -> reactor.blockingCallFromThread(() -> ++counter[0])));
    }
    results.forEach(this::await);
    assertEquals(MANY, onTurn(reactor, () -> counter[0]));
  }

  @Test
  void aBlockingCallOnTheTurnIsRefused() {
    var reactor = started();
    var other = started();
    for (var asked : List.of(reactor, other)) {
      var refusal =
          onTurn(
              reactor,
              () ->
                  assertThrows(
                      IllegalStateException.class,
                      () -> asked.blockingCallFromThread(() -> "never")));
      assertTrue(refusal.getMessage().contains(reactor.name()), refusal.getMessage());
    }
    assertInstanceOf(
        IllegalStateException.class,
        failureOf(reactor.async(() -> reactor.blockingCallFromThread(() -> "never"))));
  }

  @Test
  void aBlockingCallFailsWhenTheReactorStops() {
    var reactor = started();
    var failure = new CompletableFuture<Throwable>();
    var thread =
        Thread.ofVirtual()
            .start(() ->
                failure.complete(
                    assertThrows(
                        Throwable.class,
                        () ->
                            reactor.blockingCallFromThread(() -> {
                              order.add("begun");
                              return Await.await(new Deferred<String>(reactor));
                            }))));
    eventually("it has begun", () -> order.contains("begun"));
    reactor.close();
    assertInstanceOf(ReactorStoppedException.class, await(failure));
    CoroutineBlockingContract.join(thread);
  }

  @Test
  void aBlockingCallWaitsForAReactorThatDoesNotRunYet() {
    var reactor = open();
    var answer = new CompletableFuture<String>();
    var thread =
        Thread.ofVirtual()
            .start(() -> answer.complete(reactor.blockingCallFromThread(() -> "answer")));
    eventually("it waits", () -> thread.getState() == Thread.State.WAITING);
    reactor.start();
    assertEquals("answer", await(answer));
  }

  @Test
  void anInterruptCancelsABlockingCall() {
    var reactor = started();
    var never = new Deferred<String>(reactor);
    var hasBegun = new CountDownLatch(1);
    var thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                reactor.blockingCallFromThread(() -> {
                  hasBegun.countDown();
                  return Await.await(never);
                });
              } catch (RuntimeException e) {
                order.add(e.getCause() + " " + Thread.currentThread().isInterrupted());
              }
            });
    eventually("the call has begun", () -> hasBegun.getCount() == 0);
    thread.interrupt();
    CoroutineBlockingContract.join(thread);
    assertEquals(List.of("java.lang.InterruptedException true"), order);
    eventually("what it awaited is cancelled", never::isCancelled);
  }
}
