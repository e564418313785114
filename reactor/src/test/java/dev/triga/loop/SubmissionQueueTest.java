package dev.triga.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SubmissionQueueTest {
  private final SubmissionQueue queue = new SubmissionQueue();

  /// A task that says who offered it and as which one.
  private record Mark(int producer, int number) implements Runnable {
    @Override
    public void run() {}
  }

  @Test
  void handsOutTasksInOrderAcrossManyChunks() {
    SplittableRandom random = new SplittableRandom(5);
    int offered = 0;
    int polled = 0;
    while (offered < 100_000) {
      for (int i = random.nextInt(4_000); i > 0; i--) {
        assertTrue(queue.offer(new Mark(0, offered++)));
      }
      assertEquals(offered - polled, queue.size());
      for (int i = random.nextInt(4_000); i > 0 && polled < offered; i--) {
        assertEquals(new Mark(0, polled++), queue.poll());
      }
      assertEquals(polled == offered, queue.isEmpty());
    }
    while (polled < offered) {
      assertEquals(new Mark(0, polled++), queue.poll());
    }
    assertNull(queue.poll());
    assertTrue(queue.isEmpty());
  }

  @Test
  void deliversWhatWasAcceptedBeforeClosingAndRefusesTheRest() {
    Runnable task = () -> {};
    for (int i = 0; i < 3_000; i++) {
      queue.offer(task);
    }
    assertTrue(queue.close());
    assertFalse(queue.close());
    assertFalse(queue.offer(task));
    assertEquals(3_000, queue.size());
    for (int i = 0; i < 3_000; i++) {
      assertSame(task, queue.poll());
    }
    assertNull(queue.poll());
    assertTrue(queue.isEmpty());
    assertTrue(queue.isClosed());
  }

  @Test
  void losesNothingAndKeepsEachProducersOrderWhenClosedInAFlood() throws InterruptedException {
    for (int round = 0; round < 50; round++) {
      floodUntilClosed(round);
    }
  }

  private static void floodUntilClosed(int round) throws InterruptedException {
    SubmissionQueue queue = new SubmissionQueue();
    int[] accepted = new int[4];
    List<Thread> producers = new ArrayList<>();
    for (int p = 0; p < accepted.length; p++) {
      int producer = p;
      producers.add(
          Thread.ofPlatform()
              .start(() -> {
                int number = 0;
                while (queue.offer(new Mark(producer, number))) {
                  number++;
                }
                accepted[producer] = number;
              }));
    }
    int[] seen = new int[accepted.length];
    int total = 0;
    while (total < 3_000 + 100 * round) {
      total += seeNext(queue, seen) ? 1 : 0;
    }
    queue.close();
    while (seeNext(queue, seen)) {
      total++;
    }
    for (Thread producer : producers) {
      producer.join();
    }
    assertArrayEquals(accepted, seen);
    assertTrue(queue.isEmpty());
  }

  private static boolean seeNext(SubmissionQueue queue, int[] seen) {
    Mark mark = (Mark) queue.poll();
    if (mark == null) {
      return false;
    }
    assertEquals(seen[mark.producer()]++, mark.number());
    return true;
  }

  @Test
  void aConsumerThatSleepsByTheFlagIsAlwaysWoken() throws InterruptedException {
    WakeFlag flag = new WakeFlag();
    AtomicLong wakes = new AtomicLong();
    Thread consumer = Thread.currentThread();
    int each = 50_000;
    List<Thread> producers = new ArrayList<>();
    for (int p = 0; p < 3; p++) {
      producers.add(
          Thread.ofPlatform()
              .start(() -> {
                SplittableRandom random = new SplittableRandom(each);
                for (int i = 0; i < each; i++) {
                  queue.offer(() -> {});
                  if (flag.shouldWake()) {
                    wakes.incrementAndGet();
                    LockSupport.unpark(consumer);
                  }
                  for (int spin = random.nextInt(200); spin > 0; spin--) {
                    Thread.onSpinWait();
                  }
                }
              }));
    }
    long sleeps = 0;
    int polled = 0;
    while (polled < 3 * each) {
      if (queue.poll() != null) {
        polled++;
        continue;
      }
      flag.aboutToSleep();
      if (queue.isEmpty()) {
        sleeps++;
        while (flag.isAsleep()) {
          LockSupport.park();
        }
      }
      flag.awake();
    }
    for (Thread producer : producers) {
      producer.join();
    }
    assertTrue(wakes.get() >= sleeps, wakes + " wake-ups for " + sleeps + " sleeps");
  }
}
