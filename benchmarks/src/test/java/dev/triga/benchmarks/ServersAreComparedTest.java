package dev.triga.benchmarks;

import static dev.triga.benchmarks.CommandRun.quick;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Each benchmark of servers that echo or stand idle runs and shows its rows. Figures are nobody's
/// business here.
class ServersAreComparedTest {
  /// Servers that run everywhere; the others may be skipped with a reason.
  private static final List<String> PORTABLE = List.of("triga-nio", "netty-nio");

  /// What of the echo servers runs under other loads too: each has run under the echo load.
  private static final String SOME_SERVERS = "triga-nio,triga-epoll,netty-nio,netty-epoll";

  @Test
  void echoComparesTheServersUnderEachLoad() {
    CommandRun run = quick("echo");
    PORTABLE.forEach(name -> assertThat(run.rowsOf(name)).as(name).hasSizeGreaterThanOrEqualTo(4));
    assertThat(run.out()).contains("64 connections, 16 in flight", "growth");
    run.assertNamed(
        "c-epoll",
        "triga-epoll",
        "triga-epoll-spin",
        "netty-epoll",
        "netty-io_uring",
        "vertx-native");
  }

  @Test
  void allocComparesTheServersInAJvm() {
    CommandRun run = quick("alloc", "--only", SOME_SERVERS);
    run.assertRows(1, "triga-nio", "netty-nio");
    run.assertNamed("triga-epoll", "netty-epoll");
    CommandRun unknown = CommandRun.of("alloc", "--quick", "--only", "c-epoll");
    assertThat(unknown.err()).contains("c-epoll is unknown to alloc", "vertx-native");
  }

  @Test
  void connectComparesTheServersThatClose() {
    CommandRun run = quick("connect");
    PORTABLE.forEach(name -> assertThat(run.rowsOf(name)).as(name).hasSize(1));
    run.assertNamed("c-epoll", "triga-epoll", "netty-epoll");
  }

  @Test
  void idleShowsWhatAConnectionHolds() {
    CommandRun run = quick("idle", "--only", SOME_SERVERS);
    PORTABLE.forEach(name -> assertThat(run.rowsOf(name)).as(name).hasSize(1));
    assertThat(run.out()).contains("50 connections");
    run.assertNamed("triga-epoll", "netty-epoll");
  }
}
