package dev.triga.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.async.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/// What takes too long, and what is tried again.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class TimeLimitsTest {
  private static final Duration SHORT = Duration.ofMillis(200);

  private static <T> T forever() throws InterruptedException {
    new CountDownLatch(1).await();
    throw new AssertionError();
  }

  @Test
  void aTaskThatTakesTooLongIsInterruptedAndTheOthersAreNot() {
    try (TaskPool pool =
        TaskPool.builder().workers(TaskWorkers.virtual(2)).taskTimeout(SHORT).build()) {
      var outcomes =
          pool.run(
              (Integer task) -> task % 10 == 3 ? forever() : task,
              IntStream.range(0, 40).boxed().toList());
      for (Outcome<Integer, Integer> outcome : outcomes) {
        if (outcome.task() % 10 == 3) {
          assertThat(outcome)
              .isInstanceOfSatisfying(
                  TimedOut.class,
                  timedOut -> {
                    assertThat(timedOut.after()).isEqualTo(SHORT);
                    assertThat(timedOut.attempt().took()).isGreaterThanOrEqualTo(SHORT);
                  });
        } else {
          assertThat(outcome.valueOrNull()).isEqualTo(outcome.task());
        }
      }
      assertThat(pool.counts().abandoned()).isZero();
    }
  }

  @Test
  void aTaskThatIgnoresItsInterruptionIsReplacedByAnotherThread() {
    var release = new CountDownLatch(1);
    try (TaskPool pool =
        TaskPool.builder()
            .workers(TaskWorkers.platform(1))
            .options(options -> options.taskTimeout(SHORT).interruptGrace(SHORT))
            .build()) {
      var outcomes =
          pool.run(
              (Integer task) -> {
                while (task == 0 && release.getCount() > 0) {
                  Thread.onSpinWait();
                }
                return task;
              },
              List.of(0, 1, 2));
      assertThat(outcomes.get(0)).isInstanceOf(TimedOut.class);
      assertThat(outcomes.results()).containsExactly(null, 1, 2);
      assertThat(pool.counts().abandoned()).isOne();
      release.countDown();
      while (pool.counts().abandoned() > 0) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void whenAllThreadsAreGivenUpTheRestIsLost() {
    var release = new CountDownLatch(1);
    try (TaskPool pool =
        TaskPool.builder()
            .workers(TaskWorkers.platform(2))
            .abandonedMax(0)
            .options(options -> options.taskTimeout(SHORT).interruptGrace(SHORT))
            .build()) {
      assertThatThrownBy(() ->
              pool.run(
                  (Integer task) -> {
                    while (release.getCount() > 0) {
                      Thread.onSpinWait();
                    }
                    return task;
                  },
                  List.of(0, 1, 2, 3)))
          .isInstanceOfSatisfying(
              BatchFailure.class,
              failure -> {
                assertThat(failure.ending()).isEqualTo(BatchEnding.NO_WORKERS);
                assertThat(failure.outcomes().get(1)).isInstanceOf(TimedOut.class);
                assertThat(failure.outcomes().get(3)).isInstanceOf(Lost.class);
              });
      release.countDown();
    }
  }

  @Test
  void atTheDeadlineWhatRunsHasTimedOutAndTheRestIsCancelled() {
    try (TaskPool pool = TaskPool.of(TaskWorkers.virtual(2))) {
      var outcomes =
          pool.with(options -> options.deadline(SHORT))
              .run((Integer task) -> task == 0 ? task : forever(), List.of(0, 1, 2, 3));
      assertThat(outcomes.ending()).isEqualTo(BatchEnding.DEADLINE);
      assertThat(outcomes.get(0)).isInstanceOf(Success.class);
      assertThat(outcomes.get(1)).isInstanceOf(TimedOut.class);
      assertThat(outcomes.get(2)).isInstanceOf(TimedOut.class);
      assertThat(outcomes.get(3)).isInstanceOf(Cancelled.class);
    }
  }

  @Test
  void aTimeOutStopsABatchThatStopsOnErrors() {
    try (TaskPool pool =
        TaskPool.builder()
            .workers(TaskWorkers.virtual(2))
            .onError(ErrorPolicy.STOP)
            .taskTimeout(SHORT)
            .build()) {
      assertThatThrownBy(() -> pool.run(_ -> forever(), List.of(0, 1, 2, 3)))
          .isInstanceOf(BatchFailure.class)
          .hasCauseInstanceOf(TimeoutException.class);
    }
  }

  @Test
  void aSlowTaskDoesNotHoldUpTheTinyOnesBehindIt() {
    var last = new CountDownLatch(1);
    int count = 20_000;
    try (TaskPool pool = TaskPool.of(TaskWorkers.platform(2))) {
      var outcomes =
          pool.run(
              (Integer task) -> {
                if (task == count / 2) {
                  last.await();
                }
                if (task == count - 1) {
                  last.countDown();
                }
                return task;
              },
              IntStream.range(0, count).boxed().toList());
      assertThat(outcomes.succeeded()).isEqualTo(count);
      assertThat(outcomes.results()).isEqualTo(IntStream.range(0, count).boxed().toList());
    }
  }

  @Test
  void whatFailedIsTriedAgainByTheKindOfItsFailure() {
    var attempts = new AtomicInteger();
    try (TaskPool pool =
        TaskPool.builder()
            .workers(TaskWorkers.virtual(2))
            .retry(Backoff.fixed(Duration.ofMillis(1)).maxAttempts(3).retryOn(IOException.class))
            .build()) {
      var outcomes =
          pool.run(
              (Integer task) -> {
                attempts.incrementAndGet();
                switch (task) {
                  case 1 -> throw new IOException("always");
                  case 2 -> throw new IllegalStateException("not worth it");
                  default -> {
                    return task;
                  }
                }
              },
              List.of(0, 1, 2, 3));
      assertThat(attempts).hasValue(6);
      assertThat(outcomes.get(1).attempt().number()).isEqualTo(3);
      assertThat(outcomes.get(2).attempt().number()).isEqualTo(1);
      assertThat(outcomes.results()).containsExactly(0, null, null, 3);
      assertThat(pool.counts().retried()).isEqualTo(2);
    }
  }

  @Test
  void aTimeOutCanBeTriedAgainAndSucceed() {
    var attempts = new AtomicInteger();
    try (TaskPool pool =
        TaskPool.builder()
            .workers(TaskWorkers.virtual(2))
            .taskTimeout(SHORT)
            .retry(Backoff.NONE.maxAttempts(2).retryOn(TimeoutException.class))
            .build()) {
      var outcomes =
          pool.run(
              (Integer task) -> attempts.incrementAndGet() == 1 ? forever() : task, List.of(7));
      assertThat(outcomes.results()).containsExactly(7);
      assertThat(outcomes.getFirst().attempt().number()).isEqualTo(2);
    }
  }

  @Test
  void anEndWhileATaskWaitsForItsNextAttemptLeavesItsLastFailure() {
    try (TaskPool pool =
        TaskPool.builder()
            .workers(TaskWorkers.virtual(2))
            .retry(Backoff.fixed(Duration.ofHours(1)))
            // Long enough for a first attempt on a machine that is short of processors.
            .options(options -> options.deadline(Duration.ofSeconds(1)))
            .build()) {
      var outcomes =
          pool.run(
              _ -> {
                throw new IOException("down");
              },
              List.of(1));
      assertThat(outcomes.getFirst())
          .isInstanceOfSatisfying(
              Failure.class, failure -> assertThat(failure.error()).hasMessage("down"));
    }
  }
}
