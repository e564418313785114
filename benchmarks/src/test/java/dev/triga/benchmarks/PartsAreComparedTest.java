package dev.triga.benchmarks;

import static dev.triga.benchmarks.CommandRun.quick;

import org.junit.jupiter.api.Test;

/// Each benchmark of a part runs and shows its rows. Figures are nobody's business here.
class PartsAreComparedTest {
  @Test
  void timersCompareScheduleAndCancelScheduleAndFireAndLateness() {
    CommandRun run = quick("timers");
    run.assertRows(3, "netty-wheel", "netty-loop", "jdk-scheduled");
    run.assertNamed("triga-epoll", "twisted");
  }

  @Test
  void executeComparesFloodsAndLatency() {
    CommandRun run = quick("execute");
    run.assertRows(3, "triga-nio", "netty-nio", "jdk-executor");
    run.assertRows(1, "park");
    run.assertNamed("triga-epoll", "netty-epoll");
  }

  @Test
  void deferredComparesAShortAndALongChain() {
    CommandRun run = quick("deferred");
    run.assertRows(2, "triga-deferred", "jdk-completable", "netty-promise");
    run.assertNamed("vertx-future");
  }

  @Test
  void batchComparesKindsOfTasks() {
    CommandRun run = quick("batch");
    run.assertRows(3, "triga-platform", "triga-virtual", "jdk-invoke-all", "jdk-parallel-stream");
    run.assertNamed("jdk-map-concurrent");
  }

  /// Without a worker process, which the actors' own tests start.
  @Test
  void spawnComparesActorsWithABareJvm() {
    CommandRun run = quick("spawn", "--only", "triga-thread,bare-jvm");
    run.assertRows(1, "triga-thread", "bare-jvm");
  }
}
