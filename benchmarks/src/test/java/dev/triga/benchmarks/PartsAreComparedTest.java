package dev.triga.benchmarks;

import static dev.triga.benchmarks.CommandRun.quick;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/// Each benchmark of a part runs and shows its rows. Figures are nobody's business here.
class PartsAreComparedTest {
  @Test
  void timersCompareScheduleAndCancelScheduleAndFireAndLateness() {
    CommandRun run = quick("timers");
    for (String name : Set.of("netty-wheel", "netty-loop", "jdk-scheduled")) {
      assertThat(run.rowsOf(name)).as(name).hasSize(3);
    }
    run.assertNamed("triga-epoll", "twisted");
  }

  @Test
  void executeComparesFloodsAndLatency() {
    CommandRun run = quick("execute");
    for (String name : Set.of("triga-nio", "netty-nio", "jdk-executor")) {
      assertThat(run.rowsOf(name)).as(name).hasSize(3);
    }
    assertThat(run.rowsOf("park")).hasSize(1);
    run.assertNamed("triga-epoll", "netty-epoll");
  }

  @Test
  void deferredComparesAShortAndALongChain() {
    CommandRun run = quick("deferred");
    for (String name : Set.of("triga-deferred", "jdk-completable", "netty-promise")) {
      assertThat(run.rowsOf(name)).as(name).hasSize(2);
    }
    run.assertNamed("vertx-future");
  }

  @Test
  void batchComparesKindsOfTasks() {
    CommandRun run = quick("batch");
    for (String name :
        Set.of("triga-platform", "triga-virtual", "jdk-invoke-all", "jdk-parallel-stream")) {
      assertThat(run.rowsOf(name)).as(name).hasSize(3);
    }
    run.assertNamed("jdk-map-concurrent");
  }

  /// Without a worker process, which the actors' own tests start.
  @Test
  void spawnComparesActorsWithABareJvm() {
    CommandRun run = quick("spawn", "--only", "triga-thread,bare-jvm");
    for (String name : Set.of("triga-thread", "bare-jvm")) {
      assertThat(run.rowsOf(name)).as(name).hasSize(1);
    }
  }
}
