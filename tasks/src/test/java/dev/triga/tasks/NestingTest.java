package dev.triga.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.reactor.Halt;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/// Batches inside tasks, beside each other, and their end from outside.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class NestingTest {
  private static List<Integer> upTo(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  void tasksRunBatchesOnTheirOwnPoolToAnyDepth() {
    try (TaskPool pool = TaskPool.of(TaskWorkers.platform(2))) {
      assertThat(sum(pool, 4)).isEqualTo(81);
    }
  }

  private static int sum(TaskPool pool, int depth) {
    if (depth == 0) {
      return 1;
    }
    return pool.run((Integer _) -> sum(pool, depth - 1), upTo(3)).results().stream()
        .mapToInt(Integer::intValue)
        .sum();
  }

  @Test
  void tasksReadStreamsOfTheirOwnPool() {
    try (TaskPool pool = TaskPool.of(TaskWorkers.virtual(1))) {
      var sums =
          pool.run(
              (Integer count) -> {
                int sum = 0;
                try (var stream = pool.stream((Integer task) -> task, upTo(count)::iterator)) {
                  for (Outcome<Integer, Integer> outcome : stream) {
                    sum += outcome.valueOrNull();
                  }
                }
                return sum;
              },
              List.of(10, 20));
      assertThat(sums.results()).containsExactly(45, 190);
    }
  }

  @Test
  void twoPoolsThatWaitForEachOtherGoOn() {
    try (TaskPool a = TaskPool.of(TaskWorkers.platform(1));
        TaskPool b = TaskPool.of(TaskWorkers.platform(1))) {
      var outcomes =
          a.run(
              (Integer i) ->
                  b.run(
                          (Integer j) -> a.run((Integer k) -> i + j + k, upTo(2)).succeeded(),
                          upTo(2))
                      .succeeded(),
              upTo(4));
      assertThat(outcomes.results()).containsExactly(2, 2, 2, 2);
    }
  }

  @Test
  void aTaskThatTimesOutTakesItsNestedBatchWithIt() {
    var begun = new AtomicInteger();
    try (TaskPool pool = TaskPool.of(TaskWorkers.platform(2))) {
      var outcomes =
          pool.with(options -> options.taskTimeout(Duration.ofMillis(50)))
              .run(
                  _ ->
                      pool.run(
                          _ -> {
                            begun.incrementAndGet();
                            return new CountDownLatch(1).await(50, TimeUnit.SECONDS);
                          },
                          upTo(1_000)),
                  upTo(1));
      assertThat(outcomes.getFirst()).isInstanceOf(TimedOut.class);
      assertThat(begun.get()).isLessThan(10);
      assertThat(pool.run((Integer task) -> task, upTo(3)).succeeded()).isEqualTo(3);
    }
  }

  @Test
  void anInterruptThatATaskLeavesBehindDoesNotReachTheNext() {
    var seen = new AtomicBoolean();
    try (TaskPool pool = TaskPool.of(TaskWorkers.platform(1))) {
      pool.run(
          (Integer task) -> {
            seen.compareAndSet(false, Thread.interrupted());
            Thread.currentThread().interrupt();
            return task;
          },
          upTo(100));
    }
    assertThat(seen).isFalse();
  }

  @Test
  void interruptingWhoWaitsCancelsTheBatch() throws InterruptedException {
    var running = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    var isFlagSet = new AtomicBoolean();
    try (TaskPool pool = TaskPool.of(TaskWorkers.virtual(1))) {
      Thread waiting =
          Thread.startVirtualThread(() -> {
            try {
              pool.run(
                  _ -> {
                    running.countDown();
                    try {
                      return new CountDownLatch(1).await(50, TimeUnit.SECONDS);
                    } finally {
                      interrupted.countDown();
                    }
                  },
                  upTo(3));
            } catch (BatchFailure e) {
              isFlagSet.set(Thread.currentThread().isInterrupted());
            }
          });
      assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
      waiting.interrupt();
      waiting.join();
      assertThat(interrupted.getCount()).isZero();
      assertThat(isFlagSet).isTrue();
    }
  }

  @Test
  void aHaltOfATaskReachesTheCaller() {
    try (TaskPool pool = TaskPool.of(TaskWorkers.virtual(2))) {
      assertThatThrownBy(() ->
              pool.run(
                  (Integer task) -> {
                    if (task == 5) {
                      throw new Halt("enough", 7);
                    }
                    return task;
                  },
                  upTo(100)))
          .isInstanceOfSatisfying(Halt.class, halt -> assertThat(halt.exitCode()).isEqualTo(7));
    }
  }

  @Test
  void aPoolThatIsClosedCancelsItsBatchesAndTakesNoOthers() throws Exception {
    var running = new CountDownLatch(1);
    TaskPool pool = TaskPool.of(TaskWorkers.virtual(1));
    Batch<Integer, Boolean> batch =
        pool.begin(
            _ -> {
              running.countDown();
              return new CountDownLatch(1).await(50, TimeUnit.SECONDS);
            },
            upTo(3));
    assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
    pool.close();
    assertThatThrownBy(() -> batch.toCompletableFuture().get(20, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            BatchFailure.class,
            failure -> {
              assertThat(failure.ending()).isEqualTo(BatchEnding.CANCELLED);
              assertThat(failure.outcomes()).hasSize(3).allMatch(Cancelled.class::isInstance);
            });
    assertThatThrownBy(() -> pool.run((Integer task) -> task, upTo(3)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is closed");
  }

  @Test
  void aBatchIsADeferredOfItsOutcomes() throws Exception {
    try (TaskPool pool = TaskPool.of(TaskWorkers.virtual(2))) {
      var squares = pool.begin((Integer task) -> task * task, upTo(4)).thenApply(Outcomes::results);
      assertThat(squares.toCompletableFuture().get(20, TimeUnit.SECONDS))
          .containsExactly(0, 1, 4, 9);
    }
  }

  @Test
  void cancellingTheDeferredCancelsTheBatch() throws InterruptedException {
    var running = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    try (TaskPool pool = TaskPool.of(TaskWorkers.virtual(2))) {
      var batch =
          pool.begin(
              _ -> {
                running.countDown();
                try {
                  return new CountDownLatch(1).await(50, TimeUnit.SECONDS);
                } finally {
                  interrupted.countDown();
                }
              },
              upTo(1));
      assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(batch.cancel()).isTrue();
      assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aSmallBatchDoesNotWaitForAnEndlessOne() {
    try (TaskPool pool = TaskPool.of(TaskWorkers.platform(1));
        var endless = pool.stream((Integer task) -> task, Stream.generate(() -> 1)::iterator)) {
      Thread reader = Thread.startVirtualThread(() -> drain(endless));
      for (int round = 0; round < 5; round++) {
        assertThat(pool.run((Integer task) -> task, upTo(10)).succeeded()).isEqualTo(10);
      }
      assertThat(reader.isAlive()).isTrue();
    }
  }

  private static void drain(OutcomeStream<Integer, Integer> outcomes) {
    try {
      outcomes.forEach(outcome -> assertThat(outcome).isNotNull());
    } catch (BatchFailure e) {
      assertThat(e.ending()).isEqualTo(BatchEnding.CANCELLED);
    }
  }

  @Test
  void whileBothHaveWorkABatchOfHighPriorityGetsMore() {
    var isOver = new AtomicBoolean();
    var done = new AtomicIntegerArray(2);
    try (TaskPool pool = TaskPool.of(TaskWorkers.platform(1))) {
      pool.with(options -> options.priority(Priority.LOW).window(64))
          .begin((Integer _) -> count(done, 0), until(isOver));
      pool.with(options -> options.priority(Priority.HIGH).window(64))
          .begin((Integer _) -> count(done, 1), until(isOver));
      while (done.get(1) < 2_000) {
        Thread.onSpinWait();
      }
      isOver.set(true);
      assertThat(done.get(0)).isBetween(1, done.get(1) / 2);
    }
  }

  private static Iterable<Integer> until(AtomicBoolean isOver) {
    return Stream.generate(() -> 1).takeWhile(_ -> !isOver.get())::iterator;
  }

  private static int count(AtomicIntegerArray done, int which) {
    long until = System.nanoTime() + 20_000;
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    return done.incrementAndGet(which);
  }

  @Test
  void oneTaskIsCancelledWhereverItIs() throws Exception {
    var running = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var begun = new ConcurrentLinkedQueue<Integer>();
    try (TaskPool pool = TaskPool.of(TaskWorkers.virtual(1))) {
      Batch<Integer, Integer> batch =
          pool.begin(
              (Integer task) -> {
                begun.add(task);
                if (task == 3) {
                  running.countDown();
                  new CountDownLatch(1).await();
                }
                go.await();
                return task;
              },
              List.of(3, 1, 2, 0));
      assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(batch.cancelTask(2)).as("that waits").isTrue();
      assertThat(batch.cancelTask(0)).as("that runs").isTrue();
      assertThat(batch.cancelTask(0)).as("again").isFalse();
      assertThat(batch.cancelTask(17)).as("that does not exist").isFalse();
      go.countDown();
      var outcomes = batch.toCompletableFuture().get(20, TimeUnit.SECONDS);
      assertThat(outcomes.results()).containsExactly(null, 1, null, 0);
      assertThat(outcomes.get(0)).isInstanceOf(Cancelled.class);
      assertThat(outcomes.get(2)).isInstanceOf(Cancelled.class);
      assertThat(begun).containsExactly(3, 1, 0);
    }
  }
}
