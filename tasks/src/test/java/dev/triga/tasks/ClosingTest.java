package dev.triga.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/// A pool that is closed while it works.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class ClosingTest {
  /// Less than a worker stays without work.
  private static final Duration SOON = Duration.ofMillis(1500);

  /// How many threads wait for work, those that were woken for nothing among them.
  private static long idle() {
    return Thread.getAllStackTraces().values().stream()
        .filter(stack ->
            Stream.of(stack)
                .anyMatch(frame ->
                    frame.getClassName().equals(Schedule.class.getName())
                        && frame.getMethodName().equals("awaitWork")))
        .count();
  }

  @Test
  void workersThatHadNothingToDoEndWithTheLastTask() throws Exception {
    var interrupted = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    TaskPool pool =
        TaskPool.builder()
            .workers(TaskWorkers.platform(4))
            .options(options -> options.interruptGrace(Duration.ofSeconds(30)))
            .build();
    var batch =
        pool.begin(
            (Integer task) -> {
              if (task == 0) {
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                  interrupted.countDown();
                  release.await();
                }
              }
              return task;
            },
            List.of(0, 1, 2, 3));
    while (pool.counts().succeeded() < 3) {
      Thread.onSpinWait();
    }
    Thread closing = Thread.ofPlatform().start(pool::close);
    interrupted.await();
    while (idle() < 3) {
      Thread.onSpinWait();
    }
    release.countDown();
    assertThat(closing.join(SOON)).isTrue();
    assertThat(pool.counts().workers()).isZero();
    assertThat(batch.isDone()).isTrue();
  }
}
