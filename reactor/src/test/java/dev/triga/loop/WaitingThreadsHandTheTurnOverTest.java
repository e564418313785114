package dev.triga.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.async.Await;
import dev.triga.reactor.Reactor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Threads that wait for something of a reactor that nobody runs take turns in running it.
class WaitingThreadsHandTheTurnOverTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// Before it was right, one of some ten thousand rounds never ended.
  private static final int ROUNDS = 200_000;

  @Test
  void nobodyIsLeftWaitingForAReactorThatNobodyRuns() throws InterruptedException {
    var reactor = Reactor.builder().driver("nio").open();
    var done = new AtomicInteger();
    var start = new CyclicBarrier(2);
    var waiters = new ArrayList<Thread>();
    for (int i = 0; i < 2; i++) {
      waiters.add(Thread.ofPlatform().daemon().start(() -> wait(reactor, start, done)));
    }
    for (var waiter : waiters) {
      assertTrue(waiter.join(PATIENCE), () -> "they wait for ever after " + done + " results");
    }
    assertEquals(2 * ROUNDS, done.get());
    reactor.close();
  }

  private static void wait(Reactor reactor, CyclicBarrier start, AtomicInteger done) {
    try {
      for (int i = 0; i < ROUNDS; i++) {
        start.await();
        done.addAndGet(Await.await(reactor.submit(() -> 1)));
      }
    } catch (Exception e) {
      throw new AssertionError("the waiting ended", e);
    }
  }
}
