package dev.triga.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.async.Backoff;
import dev.triga.testing.Gen;
import dev.triga.testing.Seed;
import dev.triga.testing.TrigaTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/// Whatever the tasks do and whenever the batch ends: each task that was taken from the input has
/// one outcome, and it is its own.
@TrigaTest
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class BatchPropertyTest {
  private static final boolean IS_NIGHTLY = Boolean.getBoolean("triga.nightly");
  private static final int BATCHES = IS_NIGHTLY ? 3_000 : 60;
  private static final int BATCHES_OF_PROCESSES = IS_NIGHTLY ? 300 : 10;

  /// The most tasks of a batch.
  private static final int LARGE = 20_000;

  private static final int LARGE_FOR_PROCESSES = 2_000;

  private enum Kind {
    QUICK,
    FAILS,
    HANGS,
    NULL,
    /// Ends its process.
    CRASHES
  }

  @Test
  void eachTaskHasOneOutcome(Seed seed) throws Exception {
    var gen = new Gen(seed);
    for (int i = 0; i < BATCHES; i++) {
      int workers = gen.between(1, 5);
      try (TaskPool pool =
          TaskPool.of(
              gen.oneIn(2) ? TaskWorkers.virtual(workers) : TaskWorkers.platform(workers))) {
        check(gen, pool, LARGE, false);
      }
    }
  }

  @Test
  void eachTaskHasOneOutcomeAlsoWhenProcessesDie(Seed seed) throws Exception {
    var gen = new Gen(seed);
    try (TaskPool pool = TaskPool.of(TaskWorkers.processes(2))) {
      for (int i = 0; i < BATCHES_OF_PROCESSES; i++) {
        check(gen, pool, LARGE_FOR_PROCESSES, gen.oneIn(IS_NIGHTLY ? 2 : 6));
      }
    }
  }

  private static void check(Gen gen, TaskPool all, int large, boolean crashes) throws Exception {
    int count = gen.oneIn(4) ? gen.between(0, large) : gen.between(0, 60);
    boolean hangs = count <= 60 && gen.oneIn(3);
    List<Kind> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean isOdd = gen.random().nextInt(20) == 0;
      tasks.add(!isOdd ? Kind.QUICK : hangs ? Kind.HANGS : gen.oneIn(3) ? Kind.NULL : Kind.FAILS);
    }
    if (crashes && count > 0) {
      tasks.set(gen.between(0, count - 1), Kind.CRASHES);
    }
    ErrorPolicy policy = ErrorPolicy.values()[gen.between(0, 2)];
    boolean isLazy = gen.oneIn(2);
    var options =
        BatchOptions.DEFAULT
            .onError(policy)
            .window(gen.between(1, 500))
            .taskTimeout(Duration.ofMillis(hangs ? 10 : 20_000));
    if (gen.oneIn(3)) {
      options = options.retry(Backoff.fixed(Duration.ofNanos(1)).maxAttempts(2));
    }
    if (gen.oneIn(6)) {
      options = options.deadline(Duration.ofMillis(gen.between(1, 20)));
    }
    BatchOptions chosen = options;
    TaskPool pool = all.with(_ -> chosen);
    Iterable<Kind> input = isLazy ? tasks::iterator : tasks;
    if (gen.oneIn(3)) {
      checkStream(pool, input, tasks, isLazy, gen);
    } else {
      checkList(pool, input, tasks, isLazy, gen);
    }
    assertThat(pool.counts().batches()).isZero();
  }

  private static void checkList(
      TaskPool pool, Iterable<Kind> input, List<Kind> tasks, boolean isLazy, Gen gen)
      throws Exception {
    Batch<Kind, Object> batch = pool.begin(BatchPropertyTest::perform, input);
    if (gen.oneIn(5)) {
      batch.cancelTask(gen.between(0, Math.max(1, tasks.size())));
    }
    if (gen.oneIn(6)) {
      batch.stop();
    }
    List<Outcome<Kind, Object>> outcomes = new ArrayList<>();
    boolean[] isComplete = {true};
    batch
        .handle((all, failure) -> {
          if (all != null) {
            outcomes.addAll(all);
            isComplete[0] = all.ending() == BatchEnding.COMPLETED;
          } else {
            ((BatchFailure) failure).outcomes().forEach(o -> outcomes.add(typed(o)));
            isComplete[0] = false;
          }
          return null;
        })
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
    if (!isLazy || isComplete[0]) {
      assertThat(outcomes).hasSameSizeAs(tasks);
    }
    for (int i = 0; i < outcomes.size(); i++) {
      assertThat(outcomes.get(i).attempt().index()).isEqualTo(i);
      checkOne(outcomes.get(i), tasks);
    }
  }

  @SuppressWarnings("unchecked")
  private static Outcome<Kind, Object> typed(Outcome<?, ?> outcome) {
    return (Outcome<Kind, Object>) outcome;
  }

  private static void checkStream(
      TaskPool pool, Iterable<Kind> input, List<Kind> tasks, boolean isLazy, Gen gen) {
    boolean isOrdered = gen.oneIn(2);
    int readMax = gen.oneIn(4) ? gen.between(0, tasks.size()) : Integer.MAX_VALUE;
    boolean[] seen = new boolean[tasks.size()];
    int read = 0;
    boolean isComplete = true;
    try (var stream =
        isOrdered
            ? pool.stream(BatchPropertyTest::perform, input)
            : pool.streamAsCompleted(BatchPropertyTest::perform, input)) {
      for (Outcome<Kind, Object> outcome : stream) {
        int index = (int) outcome.attempt().index();
        assertThat(seen[index]).isFalse();
        seen[index] = true;
        assertThat(!isOrdered || index == read).isTrue();
        checkOne(outcome, tasks);
        isComplete &= !(outcome instanceof Cancelled) && !(outcome instanceof TimedOut);
        if (++read >= readMax) {
          isComplete = false;
          break;
        }
      }
    } catch (BatchFailure e) {
      isComplete &= !isLazy;
    }
    if (!isLazy && readMax == Integer.MAX_VALUE) {
      assertThat(read).isEqualTo(tasks.size());
    }
  }

  private static Object perform(Kind task) throws Exception {
    return switch (task) {
      case QUICK -> task;
      case NULL -> null;
      case FAILS -> throw new IllegalStateException("planned");
      case HANGS -> {
        new CountDownLatch(1).await();
        yield task;
      }
      case CRASHES -> {
        Runtime.getRuntime().halt(1);
        yield task;
      }
    };
  }

  private static void checkOne(Outcome<Kind, Object> outcome, List<Kind> tasks) {
    Kind task = tasks.get((int) outcome.attempt().index());
    assertThat(outcome.task()).isEqualTo(task);
    switch (outcome) {
      case Success(var _, var value, _) ->
          assertThat(value).isEqualTo(task == Kind.NULL ? null : task);
      case Failure(_, var error, _) -> {
        assertThat(task).isEqualTo(Kind.FAILS);
        assertThat(error).hasMessage("planned");
      }
      case TimedOut(_, _, var attempt) -> assertThat(attempt.number()).isPositive();
      case Cancelled<?, ?> _ -> {}
      case Lost(_, var why, _) ->
          // What was done and not yet reported goes with its process too.
          assertThat(why)
              .satisfiesAnyOf(
                  _ -> assertThat(task).isEqualTo(Kind.CRASHES),
                  _ -> assertThat(why).endsWith("before it had reported the result"));
    }
  }
}
