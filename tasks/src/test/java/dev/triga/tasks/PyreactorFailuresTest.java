package dev.triga.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The failures of pyreactor that were reproduced, with all kinds of workers: each test says what
/// happened there, and passes here.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class PyreactorFailuresTest {
  private static final Map<Kind, TaskPool> POOLS = new EnumMap<>(Kind.class);

  /// One pool of each kind for all tests, because processes take long to start.
  enum Kind {
    VIRTUAL,
    PLATFORM,
    PROCESSES;

    TaskPool pool() {
      return POOLS.computeIfAbsent(
          this,
          kind ->
              TaskPool.of(
                  switch (kind) {
                    case VIRTUAL -> TaskWorkers.virtual(2);
                    case PLATFORM -> TaskWorkers.platform(2);
                    case PROCESSES -> TaskWorkers.processes(2);
                  }));
    }

    TaskPool stopping() {
      return pool().with(options -> options.onError(ErrorPolicy.STOP));
    }
  }

  @AfterAll
  static void close() {
    POOLS.values().forEach(TaskPool::close);
    POOLS.clear();
  }

  private static int addFive(Object task) {
    return (Integer) task + 5;
  }

  /// There: a hang for good at some 300 failing tasks.
  @ParameterizedTest
  @CsvSource({
    "VIRTUAL, 300", "PLATFORM, 300", "PROCESSES, 300",
    "VIRTUAL, 100000", "PLATFORM, 100000", "PROCESSES, 10000"
  })
  void manyFailingTasksEachHaveTheirOutcome(Kind kind, int count) {
    var outcomes =
        kind.pool()
            .run(
                (Integer task) -> {
                  throw new IllegalStateException("task " + task);
                },
                IntStream.range(0, count).boxed().toList());
    assertThat(outcomes).hasSize(count);
    assertThat(outcomes.succeeded()).isZero();
    assertThat(outcomes.get(count - 1))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> assertThat(failure.error()).hasMessage("task " + (count - 1)));
  }

  /// As above; at night only, because it takes seconds.
  @Test
  @EnabledIfSystemProperty(named = "triga.nightly", matches = "true")
  void aHundredThousandTasksFailInProcesses() {
    manyFailingTasksEachHaveTheirOutcome(Kind.PROCESSES, 100_000);
  }

  /// There: a hang for good.
  @ParameterizedTest
  @EnumSource
  void largeResultsDoNotKeepAnEarlyErrorFromStopping(Kind kind) {
    assertThatThrownBy(() ->
            kind.stopping()
                .run(
                    (Integer task) -> {
                      if (task == 3) {
                        throw new IllegalStateException("early");
                      }
                      return new byte[200_000];
                    },
                    IntStream.range(0, 40).boxed().toList()))
        .isInstanceOf(BatchFailure.class)
        .hasRootCauseMessage("early");
  }

  /// There: the worker dies, and at the end there is no error even in stop mode.
  @ParameterizedTest
  @EnumSource
  void anExceptionWithoutAMessageIsAnErrorLikeAnyOther(Kind kind) {
    assertThatThrownBy(() ->
            kind.stopping()
                .run(
                    _ -> {
                      throw new IllegalArgumentException();
                    },
                    List.of(1, 2)))
        .isInstanceOf(BatchFailure.class)
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }

  /// There: the worker is gone, and the task with it.
  @ParameterizedTest
  @EnumSource
  void anErrorOfTheVirtualMachineFailsItsTaskAlone(Kind kind) {
    var outcomes =
        kind.pool()
            .run(
                (Integer task) -> {
                  if (task == 2) {
                    throw new StackOverflowError();
                  }
                  return task;
                },
                List.of(1, 2, 3));
    assertThat(outcomes.results()).containsExactly(1, null, 3);
    assertThat(outcomes.get(1)).isInstanceOf(Failure.class);
  }

  /// There: the task is lost, the caller waits for its limit and gets fewer results, without an
  /// error.
  @Test
  void aProcessThatEndsInTheMiddleLosesItsTaskAlone() {
    var outcomes =
        Kind.PROCESSES
            .pool()
            .run(
                (Integer task) -> {
                  if (task == 2) {
                    Runtime.getRuntime().halt(9);
                  }
                  return task;
                },
                List.of(1, 2, 3, 4));
    assertThat(outcomes.results()).containsExactly(1, null, 3, 4);
    assertThat(outcomes.get(1))
        .isInstanceOfSatisfying(
            Lost.class,
            lost ->
                assertThat(lost.why()).contains("exit code 9").endsWith("while it did the task"));
  }

  /// There: null was the sign to end, and the tasks behind it never ran.
  @ParameterizedTest
  @EnumSource
  void nullIsATaskAndAResultLikeAnyOther(Kind kind) {
    var outcomes = kind.pool().run((Integer task) -> task, Arrays.asList(null, null, 1, 2, 3));
    assertThat(outcomes.results()).containsExactly(null, null, 1, 2, 3);
    assertThat(outcomes).allMatch(Outcome::isSuccess);
  }

  /// There: the result is lost and the caller waits for its limit. Between threads nothing has to
  /// be encoded.
  @ParameterizedTest
  @EnumSource
  void aResultThatCannotBeSentIsAFailureThatSaysWhy(Kind kind) {
    var outcomes =
        kind.pool()
            .run(
                (Integer task) -> task == 2 ? Thread.currentThread() : (Object) task,
                List.of(1, 2, 3));
    assertThat(outcomes.get(0).valueOrNull()).isEqualTo(1);
    assertThat(outcomes.get(2).valueOrNull()).isEqualTo(3);
    if (kind == Kind.PROCESSES) {
      assertThat(outcomes.get(1))
          .isInstanceOfSatisfying(
              Failure.class,
              failure ->
                  assertThat(failure.error())
                      .hasMessageStartingWith("the result cannot be sent to another process:")
                      .hasMessageContaining("java.lang.Thread"));
    } else {
      assertThat(outcomes.get(1)).isInstanceOf(Success.class);
    }
  }

  /// There: an assertion error.
  @ParameterizedTest
  @EnumSource
  void aPoolIsUsedAgainAndAgain(Kind kind) {
    for (int round = 0; round < 50; round++) {
      List<Object> tasks = new ArrayList<>(List.of(1, 2, 3));
      if (round % 2 == 1) {
        tasks.add("bad");
        assertThatThrownBy(() -> kind.stopping().run(PyreactorFailuresTest::addFive, tasks))
            .isInstanceOf(BatchFailure.class)
            .cause()
            .isInstanceOf(ClassCastException.class)
            .hasStackTraceContaining("addFive");
      } else {
        assertThat(kind.stopping().run(PyreactorFailuresTest::addFive, tasks).results())
            .containsExactly(6, 7, 8);
      }
    }
  }

  /// There: the run returns as if all were well.
  @ParameterizedTest
  @EnumSource
  void anErrorOfTheVeryLastTaskIsReported(Kind kind) {
    for (var policy : List.of(ErrorPolicy.STOP, ErrorPolicy.DRAIN)) {
      var pool = kind.pool().with(options -> options.onError(policy));
      assertThatThrownBy(() -> pool.run(PyreactorFailuresTest::addFive, List.of(1, 2, "a")))
          .isInstanceOfSatisfying(
              BatchFailure.class,
              failure -> {
                assertThat(failure.ending()).isEqualTo(BatchEnding.STOPPED);
                assertThat(failure.outcomes()).hasSize(3);
                assertThat(failure.outcomes().get(2)).isInstanceOf(Failure.class);
              });
    }
  }
}
