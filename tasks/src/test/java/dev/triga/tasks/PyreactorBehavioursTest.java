package dev.triga.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What pyreactor's own tests and its cookbook say, in its two modes.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class PyreactorBehavioursTest {
  private static final int PARALLELISM = 5;

  private static TaskPool pool(ErrorPolicy policy) {
    return TaskPool.builder().workers(TaskWorkers.platform(PARALLELISM)).onError(policy).build();
  }

  /// Adds five to a number; anything else is a mistake, as a string was in the original.
  private static int addFive(Object task) {
    return (Integer) task + 5;
  }

  @ParameterizedTest
  @EnumSource
  void allResultsComeInTaskOrder(ErrorPolicy policy) {
    try (TaskPool pool = pool(policy)) {
      var outcomes = pool.run(PyreactorBehavioursTest::addFive, List.of(1, 2, 3, 4, 5));
      assertThat(outcomes.results()).containsExactly(6, 7, 8, 9, 10);
      assertThat(outcomes.resultsAsCompleted()).containsExactlyInAnyOrder(6, 7, 8, 9, 10);
      assertThat(outcomes.ending()).isEqualTo(BatchEnding.COMPLETED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void longTasksRunAtTheSameTime(ErrorPolicy policy) {
    var together = new CyclicBarrier(PARALLELISM);
    try (TaskPool pool = pool(policy)) {
      var outcomes =
          pool.run(
              (Integer task) -> {
                together.await(10, TimeUnit.SECONDS);
                return task + 5;
              },
              List.of(1, 2, 3, 4, 5));
      assertThat(outcomes.results()).containsExactly(6, 7, 8, 9, 10);
    }
  }

  @Test
  void failedTasksHaveNoResultAndTheOthersGoOn() {
    List<Object> tasks = List.of(1, 2, "a", 3, 4, "b", 5, 6);
    try (TaskPool pool = pool(ErrorPolicy.CONTINUE)) {
      var outcomes = pool.run(PyreactorBehavioursTest::addFive, tasks);
      assertThat(outcomes.results()).containsExactly(6, 7, null, 8, 9, null, 10, 11);
      assertThat(outcomes.resultsAsCompleted())
          .containsExactlyInAnyOrder(6, 7, null, 8, 9, null, 10, 11);
      assertThat(outcomes.succeeded()).isEqualTo(6);
    }
  }

  @Test
  void eachOutcomeBelongsToItsTask() {
    List<Object> tasks = List.of(1, "a", 1, "b");
    try (TaskPool pool = pool(ErrorPolicy.CONTINUE)) {
      var outcomes = pool.run(PyreactorBehavioursTest::addFive, tasks);
      for (int i = 0; i < tasks.size(); i++) {
        Outcome<Object, Integer> outcome = outcomes.get(i);
        assertThat(outcome.task()).isSameAs(tasks.get(i));
        assertThat(outcome.attempt().index()).isEqualTo(i);
        assertThat(outcome.attempt().number()).isEqualTo(1);
        assertThat(outcome.isSuccess()).isEqualTo(tasks.get(i) instanceof Integer);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"STOP", "DRAIN"})
  void theFirstErrorReachesTheCallerAsItIs(ErrorPolicy policy) {
    try (TaskPool pool = pool(policy)) {
      assertThatThrownBy(() -> pool.run(PyreactorBehavioursTest::addFive, List.of("a", 2, 3, 4)))
          .isInstanceOf(BatchFailure.class)
          .cause()
          .isInstanceOf(ClassCastException.class)
          .hasStackTraceContaining("addFive");
    }
  }

  @Test
  void fewerTasksThanWorkersNeedNoMoreThreads() {
    try (TaskPool pool = pool(ErrorPolicy.CONTINUE)) {
      assertThat(pool.run(PyreactorBehavioursTest::addFive, List.of(1, 2, 3)).results())
          .containsExactly(6, 7, 8);
      assertThat(pool.counts().workers()).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void noTasksAreDoneAtOnce() {
    try (TaskPool pool = pool(ErrorPolicy.STOP)) {
      assertThat(pool.run(PyreactorBehavioursTest::addFive, List.of())).isEmpty();
      assertThat(pool.run(PyreactorBehavioursTest::addFive, () -> List.of().iterator())).isEmpty();
    }
  }

  /// Cookbook: the workers live on although every one of them meets errors.
  @Test
  void workersSurviveTheErrorsOfTheirTasks() {
    Set<Thread> failed = ConcurrentHashMap.newKeySet();
    Set<Thread> succeeded = ConcurrentHashMap.newKeySet();
    var together = new CyclicBarrier(3);
    try (TaskPool pool = TaskPool.of(TaskWorkers.platform(3))) {
      pool.run(
          (Integer task) -> {
            together.await(10, TimeUnit.SECONDS);
            (task < 3 ? failed : succeeded).add(Thread.currentThread());
            if (task < 3) {
              throw new IllegalStateException("bad task");
            }
            return task;
          },
          IntStream.range(0, 9).boxed().toList());
      assertThat(failed).hasSize(3);
      assertThat(succeeded).isEqualTo(failed);
    }
  }

  /// Cookbook: on an error the others are told to stop and come back.
  @Test
  void atAStopTheOtherTasksAreInterruptedAndTheRestNeverBegins() {
    var others = new CountDownLatch(2);
    var interrupted = new AtomicInteger();
    var begun = new AtomicInteger();
    try (TaskPool pool =
        TaskPool.builder().workers(TaskWorkers.platform(3)).onError(ErrorPolicy.STOP).build()) {
      assertThatThrownBy(() ->
              pool.run(
                  (Integer task) -> {
                    begun.incrementAndGet();
                    if (task == 0) {
                      others.await();
                      throw new IllegalArgumentException("the first");
                    }
                    others.countDown();
                    try {
                      return new CountDownLatch(1).await(50, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                      interrupted.incrementAndGet();
                      throw e;
                    }
                  },
                  IntStream.range(0, 10).boxed().toList()))
          .isInstanceOfSatisfying(
              BatchFailure.class,
              failure -> {
                assertThat(failure).hasCauseInstanceOf(IllegalArgumentException.class);
                assertThat(failure.outcomes()).hasSize(10);
                assertThat(failure.outcomes().get(1)).isInstanceOf(Cancelled.class);
                assertThat(failure.outcomes().get(9).attempt().number()).isZero();
              });
      assertThat(interrupted).hasValue(2);
      assertThat(begun).hasValue(3);
    }
  }

  @Test
  void aDrainLetsRunningTasksFinishAndKeepsTheirErrors() {
    var others = new CountDownLatch(2);
    var failed = new CountDownLatch(1);
    try (TaskPool pool =
        TaskPool.builder().workers(TaskWorkers.platform(3)).onError(ErrorPolicy.DRAIN).build()) {
      assertThatThrownBy(() ->
              pool.run(
                  (Integer task) -> {
                    if (task == 0) {
                      others.await();
                      failed.countDown();
                      throw new IllegalArgumentException("the first");
                    }
                    others.countDown();
                    failed.await();
                    while (pool.counts().failed() == 0) {
                      Thread.onSpinWait();
                    }
                    if (task == 1) {
                      throw new IllegalStateException("another");
                    }
                    return task;
                  },
                  IntStream.range(0, 10).boxed().toList()))
          .isInstanceOfSatisfying(
              BatchFailure.class,
              failure -> {
                assertThat(failure).hasCauseInstanceOf(IllegalArgumentException.class);
                assertThat(failure.getSuppressed()).hasSize(1);
                assertThat(failure.getSuppressed()[0]).hasMessage("another");
                assertThat(failure.outcomes().get(2).valueOrNull()).isEqualTo(2);
                assertThat(failure.outcomes().get(3)).isInstanceOf(Cancelled.class);
              });
    }
  }

  /// There the limit on the wait for a result ended the collecting in silence, and not the run.
  @Test
  void whenNoResultComesForTooLongEachTaskStillHasAnOutcome() {
    try (TaskPool pool = TaskPool.of(TaskWorkers.virtual(2))) {
      var outcomes =
          pool.with(options -> options.resultTimeout(Duration.ofMillis(50)))
              .run(
                  (Integer task) -> {
                    if (task > 0) {
                      new CountDownLatch(1).await();
                    }
                    return task;
                  },
                  List.of(0, 1, 2, 3));
      assertThat(outcomes.ending()).isEqualTo(BatchEnding.RESULT_TIMEOUT);
      assertThat(outcomes.get(0)).isInstanceOf(Success.class);
      assertThat(outcomes.get(1)).isInstanceOf(TimedOut.class);
      assertThat(outcomes.get(2)).isInstanceOf(TimedOut.class);
      assertThat(outcomes.get(3)).isInstanceOf(Cancelled.class);
    }
  }
}
