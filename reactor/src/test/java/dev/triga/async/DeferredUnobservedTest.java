package dev.triga.async;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.loop.UnobservedFailure;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/// A failure that nobody takes is reported once, where it ends.
class DeferredUnobservedTest {
  private final FakeTurn turn = new FakeTurn();
  private final Exception error = new Exception("lost");

  @Test
  void aFailureWithoutListenerIsHandedToTheOwnerAndClaimedOnce() {
    Deferred<Integer> deferred = turn.deferred();
    deferred.fail(error);
    assertEquals(1, turn.unobserved.size());
    UnobservedFailure unobserved = turn.unobserved.remove();
    assertTrue(unobserved.description().contains("lost"), unobserved.description());
    assertSame(error, unobserved.claim());
    assertNull(unobserved.claim());
  }

  @Test
  void aListenerThatComesInTimeTakesIt() {
    Deferred<Integer> deferred = turn.deferred();
    deferred.fail(error);
    deferred.exceptionally(e -> 1);
    assertNull(turn.unobserved.remove().claim());
  }

  @Test
  void lookingAtTheFailureTakesIt() {
    Deferred<Integer> deferred = turn.deferred();
    deferred.fail(error);
    assertSame(error, deferred.failureNow());
    assertNull(turn.unobserved.remove().claim());
  }

  @Test
  void theLastDependentIsTheOneThatIsUnobserved() {
    Deferred<Integer> source = turn.deferred();
    Deferred<Integer> last = source.thenApply(x -> x).thenApply(x -> x);
    source.thenApply(x -> x).exceptionally(e -> 2);
    source.fail(error);
    turn.run();
    assertEquals(1, turn.unobserved.size());
    assertTrue(last.isFailed());
    assertSame(error, turn.unobserved.remove().claim());
  }

  @Test
  void aFailureFromElsewhereIsWatchedToo() throws InterruptedException {
    Deferred<Integer> deferred = turn.deferred();
    FakeTurn.elsewhere(() -> deferred.fail(error));
    assertSame(error, turn.unobserved.remove().claim());
  }

  @Test
  void aCancellationIsNotReported() {
    Deferred<Integer> deferred = turn.deferred();
    deferred.thenApply(x -> x).thenApply(x -> x).cancel();
    turn.run();
    assertEquals(0, turn.unobserved.size());
  }

  @Test
  void debugModeKeepsBothStacks() {
    turn.isDebug = true;
    Deferred<Integer> deferred = turn.deferred();
    Deferred<Integer> stage = deferred.thenApply(x -> x);
    assertTrue(stage.dump().contains("made at"), stage.dump());
    deferred.fail(error);
    turn.run();
    assertNotNull(turn.unobserved.peek().creation());
    assertTrue(stage.dump().contains("completed at"), stage.dump());
    assertSame(error, turn.unobserved.remove().claim());
    assertSame(error, deferred.failureNow());
    assertTrue(!deferred.succeed(1));
  }

  @Test
  void withoutOwnerAndReactorTheSystemLoggerIsTold() throws InterruptedException {
    CountDownLatch logged = new CountDownLatch(1);
    AtomicReference<LogRecord> record = new AtomicReference<>();
    Logger logger = Logger.getLogger("dev.triga.async");
    Handler listener =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            if (entry.getThrown() == error) {
              record.set(entry);
              logged.countDown();
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(listener);
    logger.setUseParentHandlers(false);
    try {
      Deferred<Integer> handled = Deferred.failed(new Exception("handled"));
      handled.exceptionally(e -> 1);
      Deferred.failed(error);
      assertTrue(logged.await(20, TimeUnit.SECONDS));
      assertTrue(record.get().getMessage().contains("lost"), record.get().getMessage());
    } finally {
      logger.removeHandler(listener);
      logger.setUseParentHandlers(true);
    }
    assertEquals(List.of(), List.copyOf(turn.unobserved));
  }
}
