package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.reactor.Reactor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// What any thread may do, and what only the turn may.
abstract class ThreadsContract extends Contract {
  ThreadsContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  @Test
  void executeRunsOnTheTurn() {
    var reactor = started();
    var onTurn = new AtomicReference<Boolean>();
    reactor.execute(() -> onTurn.set(reactor.isOnTurn()));
    eventually("it runs", () -> onTurn.get() != null);
    assertEquals(true, onTurn.get());
  }

  @Test
  void submissionsOfOneThreadKeepTheirOrder() {
    var reactor = started();
    var seen = new CopyOnWriteArrayList<Integer>();
    var expected = new ArrayList<Integer>();
    for (int i = 0; i < 5_000; i++) {
      int number = i;
      expected.add(number);
      reactor.execute(() -> seen.add(number));
    }
    assertSoon(5_000, seen::size);
    assertEquals(expected, seen);
  }

  @Test
  void nothingOfManyThreadsIsLostAndEachKeepsItsOrder() throws Exception {
    var reactor = started();
    int threads = 4;
    int each = 5_000;
    var last = new int[threads];
    var wrong = new AtomicInteger();
    var count = new AtomicInteger();
    var running = new ArrayList<Thread>();
    for (int t = 0; t < threads; t++) {
      int mine = t;
      running.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 1; i <= each; i++) {
                  int number = i;
                  reactor.execute(() -> {
                    if (last[mine] != number - 1) {
                      wrong.incrementAndGet();
                    }
                    last[mine] = number;
                    count.incrementAndGet();
                  });
                }
              }));
    }
    for (var thread : running) {
      thread.join();
    }
    assertSoon(threads * each, count::get);
    assertEquals(0, wrong.get());
  }

  @Test
  void executeOnTheTurnIsAsynchronousToo() {
    var reactor = started();
    var ran = new AtomicBoolean();
    var inside =
        onTurn(
            reactor,
            () -> {
              reactor.execute(() -> ran.set(true));
              return ran.get();
            });
    assertFalse(inside);
    eventually("it runs", ran::get);
  }

  @Test
  void submissionsBeforeTheRunAreKept() {
    var reactor = open();
    var seen = new ArrayList<Integer>();
    reactor.execute(() -> seen.add(1));
    reactor.execute(() -> seen.add(2));
    reactor.execute(reactor::stop);
    reactor.run();
    assertEquals(List.of(1, 2), seen);
  }

  @Test
  void submitBringsTheValueBack() {
    var reactor = started();
    assertEquals("value", await(reactor.submit(() -> "value")));
  }

  @Test
  void submitBringsTheFailureBackAsItIs() {
    var reactor = started();
    var broken = new IllegalStateException("broken");
    assertEquals(
        broken,
        failureOf(
            reactor.submit(() -> {
              throw broken;
            })));
  }

  @Test
  void aCancelledSubmissionDoesNotRun() {
    var reactor = open();
    var ran = new AtomicBoolean();
    var result = reactor.submit(() -> ran.getAndSet(true));
    assertTrue(result.cancel());
    reactor.start();
    settle(reactor);
    assertFalse(ran.get());
  }

  @Test
  void aWaitingReactorWakesForEachSubmission() {
    var reactor = started();
    for (int i = 0; i < 200; i++) {
      doOnTurn(reactor, () -> {});
    }
  }

  @Test
  @SuppressWarnings("NullAway")
  void aNullTaskIsRefusedAtOnce() {
    var reactor = open();
    assertThrows(NullPointerException.class, () -> reactor.execute(null));
    assertThrows(NullPointerException.class, () -> reactor.whenRunning(null));
    assertThrows(NullPointerException.class, () -> reactor.submit(null));
  }

  @Test
  void listeningOffTheTurnIsRefusedWithAdvice() {
    var reactor = started();
    settle(reactor);
    var refusal =
        assertThrows(
            WrongThreadException.class, () -> reactor.listen(subject().endpoint(), Recorder::new));
    assertTrue(refusal.getMessage().contains("execute"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains(reactor.name()), refusal.getMessage());
  }

  @Test
  void theTurnOfOneReactorIsNotThatOfAnother() {
    var one = started();
    var other = started();
    settle(other);
    doOnTurn(
        one,
        () -> {
          assertFalse(other.isOnTurn());
          assertThrows(WrongThreadException.class, other::scheduledCalls);
        });
  }

  @Test
  void pausingATransportOffTheTurnIsRefused() {
    var pair = pair();
    assertThrows(WrongThreadException.class, pair.protocol().transport::pauseReading);
    assertThrows(WrongThreadException.class, pair.protocol().transport::resumeReading);
    assertThrows(WrongThreadException.class, pair.protocol().transport::shutdownOutput);
    assertThrows(WrongThreadException.class, () -> pair.protocol().transport.watermarks(1, 2));
  }

  @Test
  void stoppingAPortOffTheTurnIsRefused() {
    var server = serve();
    assertThrows(WrongThreadException.class, server.port::stopListening);
    assertThrows(WrongThreadException.class, server.port::pauseAccepting);
  }

  @Test
  void whatIsAcceptedWhileTheReactorStopsRunsAndTheRestIsRefused() throws Exception {
    for (int round = 0; round < 20; round++) {
      var reactor = started();
      var accepted = new AtomicInteger();
      var ran = new AtomicInteger();
      var flood = Thread.ofPlatform().start(() -> submitUntilRefused(reactor, accepted, ran));
      reactor.stop();
      flood.join();
      assertTrue(reactor.awaitStopped(PATIENCE));
      assertEquals(accepted.get(), ran.get());
    }
  }

  private static void submitUntilRefused(
      Reactor reactor, AtomicInteger accepted, AtomicInteger ran) {
    try {
      while (true) {
        reactor.execute(ran::incrementAndGet);
        accepted.incrementAndGet();
      }
    } catch (RejectedExecutionException e) {
      assertNotNull(e.getMessage());
    }
  }

  @Test
  void aFloodOfSubmissionsStarvesNeitherTimersNorConnections() {
    var pair = pair();
    var reactor = pair.reactor();
    var flooding = new AtomicBoolean(true);
    var again =
        new Runnable() {
          @Override
          public void run() {
            if (flooding.get()) {
              reactor.execute(this);
              reactor.execute(() -> {});
            }
          }
        };
    reactor.execute(again);
    var timer = new AtomicBoolean();
    reactor.schedule(java.time.Duration.ZERO, () -> timer.set(true));
    pair.peer().write("through");
    eventually("the timer runs", timer::get);
    assertSoon("through", pair.protocol()::text);
    flooding.set(false);
  }
}
