package dev.triga.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/// Outcomes for a subscriber.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class PublisherTest {
  private static final class Recorder implements Flow.Subscriber<Outcome<Integer, Integer>> {
    final List<Integer> seen = new ArrayList<>();
    final CountDownLatch ended = new CountDownLatch(1);
    final AtomicBoolean isBusy = new AtomicBoolean();
    private final int perRequest;
    private final int cancelAfter;
    volatile Flow.Subscription subscription;
    volatile Throwable failure;
    volatile boolean isOverlapping;

    Recorder(int perRequest, int cancelAfter) {
      this.perRequest = perRequest;
      this.cancelAfter = cancelAfter;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.subscription = subscription;
      if (perRequest != 0) {
        subscription.request(perRequest);
      }
    }

    @Override
    public void onNext(Outcome<Integer, Integer> outcome) {
      isOverlapping |= !isBusy.compareAndSet(false, true);
      seen.add(outcome.task());
      if (seen.size() == cancelAfter) {
        subscription.cancel();
        ended.countDown();
      } else if (perRequest != Integer.MAX_VALUE && seen.size() % perRequest == 0) {
        subscription.request(perRequest);
      }
      isBusy.set(false);
    }

    @Override
    public void onError(Throwable failure) {
      this.failure = failure;
      ended.countDown();
    }

    @Override
    public void onComplete() {
      ended.countDown();
    }

    void await() throws InterruptedException {
      assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(isOverlapping).isFalse();
    }
  }

  @Test
  void aSubscriberGetsAllInOrderHoweverItAsks() throws InterruptedException {
    List<Integer> tasks = IntStream.range(0, 5_000).boxed().toList();
    try (TaskPool pool = TaskPool.of(TaskWorkers.virtual(3))) {
      Flow.Publisher<Outcome<Integer, Integer>> publisher =
          pool.publish((Integer task) -> task, tasks);
      for (int perRequest : new int[] {1, 7, Integer.MAX_VALUE}) {
        var recorder = new Recorder(perRequest, -1);
        publisher.subscribe(recorder);
        recorder.await();
        assertThat(recorder.seen).isEqualTo(tasks);
        assertThat(recorder.failure).isNull();
      }
    }
  }

  @Test
  void nothingIsReadAheadOfTheWindowWhileNobodyAsks() throws InterruptedException {
    var read = new AtomicInteger();
    Iterable<Integer> endless = Stream.generate(read::incrementAndGet)::iterator;
    try (TaskPool pool = TaskPool.builder().workers(TaskWorkers.virtual(2)).window(10).build()) {
      var recorder = new Recorder(1, 50);
      pool.publishAsCompleted((Integer task) -> task, endless).subscribe(recorder);
      recorder.await();
      assertThat(recorder.seen).hasSize(50);
      while (pool.counts().batches() > 0) {
        Thread.onSpinWait();
      }
      assertThat(read.get()).isLessThanOrEqualTo(62);
    }
  }

  @Test
  void aRequestForNothingIsAnError() throws InterruptedException {
    try (TaskPool pool = TaskPool.of(TaskWorkers.virtual(1))) {
      var recorder = new Recorder(-1, -1);
      pool.publish((Integer task) -> task, List.of(1, 2)).subscribe(recorder);
      recorder.await();
      assertThat(recorder.failure).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aBatchThatStopsEndsWithItsFailure() throws InterruptedException {
    try (TaskPool pool =
        TaskPool.builder().workers(TaskWorkers.virtual(1)).onError(ErrorPolicy.STOP).build()) {
      var recorder = new Recorder(Integer.MAX_VALUE, -1);
      pool.publish((Integer task) -> 1 / task, List.of(1, 0, 1)).subscribe(recorder);
      recorder.await();
      assertThat(recorder.seen).containsExactly(1, 0, 1);
      assertThat(recorder.failure)
          .isInstanceOf(BatchFailure.class)
          .hasCauseInstanceOf(ArithmeticException.class);
    }
  }
}
