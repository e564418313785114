package dev.triga.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.benchmarks.harness.Contestant;
import dev.triga.benchmarks.harness.Effort;
import dev.triga.benchmarks.harness.LoadGenerator;
import dev.triga.benchmarks.harness.LoadShape;
import dev.triga.benchmarks.harness.NativePrograms;
import dev.triga.benchmarks.harness.RunningServer;
import dev.triga.benchmarks.harness.Unavailable;
import dev.triga.benchmarks.harness.Window;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The load generator and the reference server, against each other.
class LoadProgramTest {
  private static final double SECONDS = 0.2;

  private static NativePrograms programs;
  private static LoadGenerator load;

  @BeforeAll
  static void compile() {
    programs = CompiledPrograms.orSkip();
    load = LoadGenerator.of(programs, Effort.QUICK);
  }

  @AfterAll
  static void remove() {
    if (programs != null) {
      programs.close();
    }
  }

  @Test
  void echoesAreCountedTimedAndAccounted() {
    try (var server = server()) {
      Window window = load.run(server, LoadShape.echo(10, 4), SECONDS);
      assertThat(window.operations()).isPositive();
      assertThat(window.cpuNanos()).isPositive();
      assertThat(window.p50Micros()).isPositive().isLessThanOrEqualTo(window.p99Micros());
      assertThat(window.p99Micros()).isLessThanOrEqualTo(window.maxMicros() * 1.02);
    }
  }

  @Test
  void messagesLargerThanTheSocketBufferComeBackWhole() {
    try (var server = server()) {
      Window window = load.run(server, new LoadShape("echo", 2, 1, 2_000_000), SECONDS);
      assertThat(window.operations()).isPositive();
    }
  }

  @Test
  void shortConnectionsAreCounted() {
    try (var server = server("--close")) {
      assertThat(load.run(server, LoadShape.connect(8), SECONDS).operations()).isPositive();
    }
  }

  @Test
  void aStreamGoesOneWay() {
    try (var server = server("--sink")) {
      LoadShape stream = new LoadShape("stream", 2, 1, 65_536);
      assertThat(load.run(server, stream, SECONDS).operations()).isPositive();
    }
  }

  @Test
  void aServerThatClosesInTheMiddleIsAnError() {
    try (var server = server("--close")) {
      assertThatThrownBy(() -> load.run(server, LoadShape.echo(2, 1), SECONDS))
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("load:");
    }
  }

  @Test
  void aServerThatDoesNotStartSaysWhy() {
    var wrong = Contestant.ofReference("wrong", programs, List.of("--fast"));
    assertThatThrownBy(() -> RunningServer.start(wrong, List.of()))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("exit code 2")
        .hasMessageContaining("usage: echo_epoll");
  }

  @Test
  void aJvmGeneratesTheSameLoads() {
    var jvm = LoadGenerator.ofJvm(Effort.QUICK, "a JVM");
    try (var echoing = server();
        var closing = server("--close")) {
      Window echoes = jvm.run(echoing, LoadShape.echo(10, 4), SECONDS);
      assertThat(echoes.operations()).isPositive();
      assertThat(echoes.p50Micros()).isPositive().isLessThanOrEqualTo(echoes.p99Micros());
      assertThat(jvm.run(closing, LoadShape.connect(8), SECONDS).operations()).isPositive();
      assertThatThrownBy(() -> jvm.run(closing, LoadShape.echo(2, 1), SECONDS))
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("closed a connection");
    }
  }

  private static RunningServer server(String... arguments) {
    return RunningServer.start(
        Contestant.ofReference("c-epoll", programs, List.of(arguments)), List.of());
  }
}
