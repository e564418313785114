package dev.triga.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.reactor.Reactor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// Who closes a reactor while another thread is about to leave it, able to run again, ends it.
class ClosingMeetsLeavingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Test
  void aReactorThatIsLeftMeanwhileIsEndedByWhoClosesIt() throws InterruptedException {
    var reactor = (EventLoop) Reactor.builder().driver("nio").open();
    var closer = Thread.ofPlatform().daemon().unstarted(reactor::close);
    var isFirst = new AtomicBoolean(true);
    // This thread runs the reactor, and has decided to leave it when the other one asks for its
    // end.
    reactor.waitOutside(() -> {
      if (isFirst.getAndSet(false)) {
        closer.start();
        awaitWaiting(closer);
      }
      return true;
    });
    assertTrue(closer.join(PATIENCE), "close() waits for ever");
    assertEquals(Reactor.State.STOPPED, reactor.state());
  }

  private static void awaitWaiting(Thread thread) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (thread.getState() != Thread.State.WAITING) {
      assertTrue(System.nanoTime() < deadline, "close() does not wait");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }
}
