package dev.triga.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A loop that goes to sleep while producers offer: it is never left asleep with a task, and never
/// woken twice.
@Tag("lincheck")
class WakeFlagInterleavingsTest {

  @Test
  void aSleeperWithATaskHasBeenWokenExactlyOnce() {
    Lincheck.runConcurrentTest(
        2_000,
        () -> {
          SubmissionQueue queue = new SubmissionQueue();
          WakeFlag flag = new WakeFlag();
          AtomicInteger wakes = new AtomicInteger();
          Runnable producer =
              () -> {
                queue.offer(() -> {});
                if (flag.shouldWake()) {
                  wakes.incrementAndGet();
                }
              };
          Thread first = new Thread(producer);
          Thread second = new Thread(producer);
          first.start();
          second.start();
          flag.aboutToSleep();
          boolean sleeps = queue.isEmpty();
          boolean toldToWake = !sleeps && flag.awake();
          join(first);
          join(second);
          if (sleeps) {
            assertEquals(1, wakes.get());
          } else {
            assertEquals(toldToWake ? 1 : 0, wakes.get());
          }
        });
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
