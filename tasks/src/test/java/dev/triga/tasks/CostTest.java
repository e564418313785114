package dev.triga.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// How much memory a batch needs, and how soon it stops.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class CostTest {
  private static final long STOP_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(50);

  /// A program whose tasks would need 1 GiB together.
  static final class Million {
    private static final int COUNT = 1_000_000;

    private Million() {}

    /// Exits with 0 if each task came through.
    public static void main(String[] args) {
      Iterable<byte[]> lazy =
          () -> IntStream.range(0, COUNT).mapToObj(_ -> new byte[1024]).iterator();
      long sum = 0;
      TaskWorkers workers =
          args[0].equals("processes") ? TaskWorkers.processes(2) : TaskWorkers.platform(2);
      try (TaskPool pool = TaskPool.builder().workers(workers).window(1_000).build();
          var stream = pool.stream((byte[] task) -> task.length, lazy)) {
        for (Outcome<byte[], Integer> outcome : stream) {
          sum += outcome.valueOrNull();
        }
      }
      System.exit(sum == COUNT * 1024L ? 0 : 1);
    }
  }

  @Test
  void aMillionTasksPassThroughAWindowInASmallHeap() throws Exception {
    million("threads", "-Xmx32m");
  }

  /// In the heap of this process; the workers have their own.
  @Test
  @EnabledIfSystemProperty(named = "triga.nightly", matches = "true")
  void aMillionTasksPassThroughProcessesInASmallHeap() throws Exception {
    million("processes", "-Xmx64m");
  }

  private static void million(String workers, String heap) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Million.class.getName(),
                workers)
            .inheritIO()
            .start();
    try {
      assertThat(child.waitFor(50, TimeUnit.SECONDS)).isTrue();
      assertThat(child.exitValue()).isZero();
    } finally {
      child.destroyForcibly();
    }
  }

  /// The best of a few times, because other work on the machine may come between.
  @Test
  void theCallerHasTheFirstErrorWithin50Milliseconds() {
    long best = Long.MAX_VALUE;
    try (TaskPool pool =
        TaskPool.builder().workers(TaskWorkers.platform(4)).onError(ErrorPolicy.STOP).build()) {
      for (int i = 0; i < 20 && best > STOP_NANOS_MAX; i++) {
        var threw = new AtomicLong();
        var others = new CountDownLatch(3);
        assertThatThrownBy(() ->
                pool.run(
                    (Integer task) -> {
                      if (task == 3) {
                        others.await();
                        threw.set(System.nanoTime());
                        throw new IllegalStateException("the first");
                      }
                      others.countDown();
                      return new CountDownLatch(1).await(50, TimeUnit.SECONDS);
                    },
                    IntStream.range(0, 10_000).boxed().toList()))
            .isInstanceOf(BatchFailure.class);
        best = Math.min(best, System.nanoTime() - threw.get());
      }
    }
    assertThat(best).isLessThanOrEqualTo(STOP_NANOS_MAX);
  }
}
