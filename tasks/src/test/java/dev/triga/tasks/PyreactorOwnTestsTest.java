package dev.triga.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/// The sixteen tests of pyreactor's `TestReactor`, one for one; each says which it is. There a
/// worker sleeps for a second to show that tasks run side by side; here they wait for each other.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class PyreactorOwnTestsTest {
  private static final int PARALLELISM = 5;
  private static final List<Integer> NUMBERS = List.of(1, 2, 3, 4, 5);
  private static final List<Object> BAD_FIRST = List.of("a", 1, 2, 3, 4);
  private static final List<Object> BAD_LAST = List.of(1, 2, 3, 4, 5, 6, "a", "b");

  private static TaskPool pool(ErrorPolicy policy) {
    return TaskPool.builder().workers(TaskWorkers.platform(PARALLELISM)).onError(policy).build();
  }

  private static int addFive(Object task) {
    return (Integer) task + 5;
  }

  private static Outcomes<Object, Integer> run(ErrorPolicy policy, List<?> tasks) {
    try (TaskPool pool = pool(policy)) {
      return pool.run(PyreactorOwnTestsTest::addFive, List.copyOf(tasks));
    }
  }

  /// Five tasks, of which none ends before all have begun.
  private static Outcomes<Integer, Integer> runSideBySide(ErrorPolicy policy) {
    var together = new CyclicBarrier(PARALLELISM);
    try (TaskPool pool = pool(policy)) {
      return pool.run(
          (Integer task) -> {
            together.await(30, TimeUnit.SECONDS);
            return task + 5;
          },
          NUMBERS);
    }
  }

  private static void assertPairs(Outcomes<?, Integer> outcomes) {
    assertThat(outcomes)
        .allSatisfy(
            outcome -> assertThat(outcome.valueOrNull()).isEqualTo((Integer) outcome.task() + 5));
  }

  /// Which it must, where the original gave either the error or a list with nothing at its place.
  private static void assertStopsAt(List<Object> tasks, Object bad) {
    assertThatThrownBy(() -> run(ErrorPolicy.STOP, tasks))
        .isInstanceOfSatisfying(
            BatchFailure.class,
            failure -> {
              assertThat(failure).cause().hasStackTraceContaining("addFive");
              assertThat(failure.outcomes())
                  .anySatisfy(outcome -> {
                    assertThat(outcome).isInstanceOf(Failure.class);
                    assertThat(outcome.task()).isEqualTo(bad);
                  });
            });
  }

  /// `test_init`.
  @Test
  void aPoolHasWhatItWasGivenAndRefusesWhatItCannotBeGiven() {
    try (TaskPool pool = pool(ErrorPolicy.STOP)) {
      assertThat(pool.toString()).contains("TaskWorkers.platform(5)");
    }
    assertThatThrownBy(() -> TaskWorkers.platform(0)).hasMessageContaining("0");
  }

  /// `test_no_stop_on_error_reactor`.
  @Test
  void goingOnAllResultsCome() {
    assertThat(run(ErrorPolicy.CONTINUE, NUMBERS).results()).containsExactly(6, 7, 8, 9, 10);
  }

  /// `test_no_stop_on_error_reactor_long_tasks`.
  @Test
  void goingOnLongTasksRunSideBySide() {
    assertThat(runSideBySide(ErrorPolicy.CONTINUE).results()).containsExactly(6, 7, 8, 9, 10);
  }

  /// `test_no_stop_on_error_reactor_with_exceptions`.
  @Test
  void goingOnBadTasksHaveNoResult() {
    assertThat(run(ErrorPolicy.CONTINUE, BAD_LAST).results())
        .containsExactly(6, 7, 8, 9, 10, 11, null, null);
  }

  /// `test_stop_on_error_reactor`.
  @Test
  void stoppingWithoutErrorsAllResultsCome() {
    assertThat(run(ErrorPolicy.STOP, NUMBERS).results()).containsExactly(6, 7, 8, 9, 10);
  }

  /// `test_stop_on_error_reactor_long_tasks`.
  @Test
  void stoppingLongTasksRunSideBySide() {
    assertThat(runSideBySide(ErrorPolicy.STOP).results()).containsExactly(6, 7, 8, 9, 10);
  }

  /// `test_stop_on_error_reactor_with_exceptions`.
  @Test
  void stoppingTheErrorOfTheFirstTaskReachesTheCaller() {
    assertStopsAt(BAD_FIRST, "a");
  }

  /// `test_stop_on_error_reactor_with_exceptions_in_end`.
  @Test
  void stoppingAnErrorAtTheEndReachesTheCaller() {
    assertStopsAt(List.of(1, 2, 3, 4, "b"), "b");
  }

  /// `test_no_stop_on_error_reactor_with_correlation`.
  @Test
  void goingOnEachResultIsWithItsTask() {
    assertPairs(run(ErrorPolicy.CONTINUE, NUMBERS));
  }

  /// `test_no_stop_on_error_reactor_with_correlation_long_tasks`.
  @Test
  void goingOnEachResultOfLongTasksIsWithItsTask() {
    assertPairs(runSideBySide(ErrorPolicy.CONTINUE));
  }

  /// `test_no_stop_on_error_reactor_with_correlation_with_exceptions`.
  @Test
  void goingOnEachErrorIsWithItsTask() {
    var outcomes = run(ErrorPolicy.CONTINUE, BAD_LAST);
    for (int i = 0; i < BAD_LAST.size(); i++) {
      assertThat(outcomes.get(i).task()).isEqualTo(BAD_LAST.get(i));
      assertThat(outcomes.get(i).isSuccess()).isEqualTo(BAD_LAST.get(i) instanceof Integer);
    }
  }

  /// `test_stop_on_error_reactor_with_correlation`.
  @Test
  void stoppingEachResultIsWithItsTask() {
    assertPairs(run(ErrorPolicy.STOP, NUMBERS));
  }

  /// `test_stop_on_error_reactor_with_correlation_long_tasks`.
  @Test
  void stoppingEachResultOfLongTasksIsWithItsTask() {
    assertPairs(runSideBySide(ErrorPolicy.STOP));
  }

  /// `test_stop_on_error_reactor_with_correlation_with_exceptions`.
  @Test
  void stoppingTheErrorIsWithItsTask() {
    assertStopsAt(List.of(1, "a", 2, 3, 4), "a");
  }

  /// `test_stop_on_error_reactor_with_correlation_with_exceptions_with_correlation_2`.
  @Test
  void stoppingTheFirstOfSeveralErrorsAtTheEndIsTheCause() {
    assertThatThrownBy(() -> run(ErrorPolicy.STOP, BAD_LAST))
        .isInstanceOf(BatchFailure.class)
        .cause()
        .isInstanceOf(ClassCastException.class);
  }

  /// `test_no_stop_on_error_reactor_fewer_tasks_than_workers`.
  @Test
  void fewerTasksThanWorkersAllResultsCome() {
    var tasks = IntStream.rangeClosed(1, 3).boxed().toList();
    assertThat(run(ErrorPolicy.CONTINUE, tasks).results()).containsExactly(6, 7, 8);
  }
}
