package dev.triga.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/// Outcomes one after the other, and inputs that are lazy.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class StreamsTest {
  @Test
  void outcomesComeInTaskOrderWhateverEndsFirst() {
    var first = new CountDownLatch(1);
    try (TaskPool pool = TaskPool.of(TaskWorkers.virtual(4));
        var stream =
            pool.stream(
                (Integer task) -> {
                  if (task == 0) {
                    first.await();
                  }
                  if (task == 50) {
                    first.countDown();
                  }
                  return task;
                },
                IntStream.range(0, 100).boxed().toList())) {
      assertThat(stream.stream().map(Outcome::task).toList())
          .isEqualTo(IntStream.range(0, 100).boxed().toList());
    }
  }

  @Test
  void asCompletedTheSlowestComesLast() {
    var othersSeen = new CountDownLatch(9);
    try (TaskPool pool = TaskPool.of(TaskWorkers.virtual(4));
        var stream =
            pool.streamAsCompleted(
                (Integer task) -> {
                  if (task == 0) {
                    othersSeen.await();
                  }
                  return task;
                },
                IntStream.range(0, 10).boxed().toList())) {
      var seen = stream.stream().map(Outcome::task).peek(_ -> othersSeen.countDown()).toList();
      assertThat(seen).hasSize(10).endsWith(0);
    }
  }

  @Test
  void anEndlessInputIsReadNoFurtherThanTheWindow() {
    var read = new AtomicLong();
    Iterable<Long> endless = () -> LongStream.iterate(0, n -> read.incrementAndGet()).iterator();
    try (TaskPool pool = TaskPool.builder().workers(TaskWorkers.virtual(3)).window(100).build();
        var stream = pool.stream((Long task) -> task * 2, endless)) {
      Iterator<Outcome<Long, Long>> outcomes = stream.iterator();
      for (long i = 0; i < 5_000; i++) {
        assertThat(outcomes.next().valueOrNull()).isEqualTo(i * 2);
        assertThat(read.get()).isLessThanOrEqualTo(i + 102);
      }
    }
  }

  @Test
  void theWindowCountsBytesToo() {
    var held = new AtomicLong();
    var heldMax = new AtomicLong();
    Iterable<byte[]> blocks = () -> Stream.generate(() -> new byte[1000]).limit(500).iterator();
    try (TaskPool pool =
            TaskPool.builder()
                .workers(TaskWorkers.virtual(8))
                .options(options -> options.windowBytes(5_000, byte[].class, bytes -> bytes.length))
                .build();
        var stream =
            pool.streamAsCompleted(
                (byte[] bytes) -> {
                  heldMax.accumulateAndGet(held.addAndGet(bytes.length), Math::max);
                  return bytes.length;
                },
                blocks)) {
      for (Outcome<byte[], Integer> outcome : stream) {
        held.addAndGet(-outcome.task().length);
      }
      assertThat(held).hasValue(0);
      // What the reader has in hand is released when it asks for the next piece.
      assertThat(heldMax.get()).isBetween(1_000L, 6_000L);
    }
  }

  @Test
  void aTaskLargerThanTheWindowGoesAlone() {
    try (TaskPool pool =
        TaskPool.builder()
            .workers(TaskWorkers.virtual(2))
            .options(options -> options.windowBytes(10, String.class, String::length))
            .build()) {
      assertThat(pool.run(String::length, List.of("a", "x".repeat(100), "b")).results())
          .containsExactly(1, 100, 1);
    }
  }

  @Test
  void theNextTaskMayDependOnTheOutcomeOfTheLast() throws InterruptedException {
    var next = new SynchronousQueue<Integer>();
    Iterable<Integer> input =
        () ->
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                return true;
              }

              @Override
              public Integer next() {
                try {
                  return next.take();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }
            };
    try (TaskPool pool = TaskPool.of(TaskWorkers.platform(1));
        var stream = pool.stream((Integer task) -> task + 1, input)) {
      Iterator<Outcome<Integer, Integer>> outcomes = stream.iterator();
      int value = 0;
      for (int i = 0; i < 200; i++) {
        next.put(value);
        value = outcomes.next().valueOrNull();
      }
      assertThat(value).isEqualTo(200);
    }
  }

  @Test
  void anInputThatThrowsEndsTheBatchWithWhatItThrew() {
    Iterable<Integer> input =
        () ->
            IntStream.iterate(
                    0,
                    n -> {
                      if (n == 10) {
                        throw new IllegalStateException("disk full");
                      }
                      return n + 1;
                    })
                .iterator();
    try (TaskPool pool = TaskPool.of(TaskWorkers.virtual(2))) {
      assertThatThrownBy(() -> pool.run((Integer task) -> task, input))
          .isInstanceOfSatisfying(
              BatchFailure.class,
              failure -> assertThat(failure.ending()).isEqualTo(BatchEnding.INPUT_FAILED))
          .hasRootCauseMessage("disk full");
    }
  }

  @Test
  void aStreamThatStopsOnErrorsGivesTheOutcomesAndThenTheFailure() {
    var seen = new ConcurrentLinkedQueue<Outcome<Integer, Integer>>();
    try (TaskPool pool =
            TaskPool.builder().workers(TaskWorkers.virtual(2)).onError(ErrorPolicy.STOP).build();
        var stream =
            pool.stream(
                (Integer task) -> 10 / (task - 3), IntStream.range(0, 8).boxed().toList())) {
      assertThatThrownBy(() -> stream.forEach(seen::add))
          .isInstanceOf(BatchFailure.class)
          .hasCauseInstanceOf(ArithmeticException.class);
      assertThat(seen).hasSize(8).filteredOn(Failure.class::isInstance).hasSize(1);
    }
  }

  @Test
  void closingAStreamInterruptsWhatRunsAndWaitsForIt() {
    var running = new CountDownLatch(2);
    var interrupted = new CountDownLatch(2);
    try (TaskPool pool = TaskPool.of(TaskWorkers.virtual(2))) {
      var stream =
          pool.stream(
              _ -> {
                running.countDown();
                try {
                  return new CountDownLatch(1).await(50, TimeUnit.SECONDS);
                } finally {
                  interrupted.countDown();
                }
              },
              IntStream.range(0, 100).boxed().toList());
      await(running);
      stream.close();
      assertThat(interrupted.getCount()).isZero();
      assertThat(pool.counts().batches()).isZero();
    }
  }

  @Test
  void aMillionTasksPassThroughASmallWindow() {
    int count = 1_000_000;
    Iterable<Integer> lazy = () -> IntStream.range(0, count).iterator();
    long sum = 0;
    try (TaskPool pool = TaskPool.builder().workers(TaskWorkers.platform(2)).window(1_000).build();
        var stream = pool.stream((Integer task) -> task, lazy)) {
      for (Outcome<Integer, Integer> outcome : stream) {
        sum += outcome.valueOrNull();
      }
    }
    assertThat(sum).isEqualTo((long) count * (count - 1) / 2);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
