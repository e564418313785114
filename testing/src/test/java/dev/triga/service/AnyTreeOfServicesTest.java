package dev.triga.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.async.Deferred;
import dev.triga.testing.Gen;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.ReportedFailures;
import dev.triga.testing.TrigaTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/// Trees of any shape, whose services take any time and fail at any moment, stopped at any moment.
@TrigaTest
class AnyTreeOfServicesTest {
  /// Those that have started and not been stopped, the latest first.
  private final ArrayDeque<Service> running = new ArrayDeque<>();

  @Test
  void whatHasStartedIsStoppedOnceAndInReverse(
      MemoryReactor memory, Gen gen, ReportedFailures failures) {
    int ran = 0;
    for (int round = 0; round < 200; round++) {
      var group = tree(memory, gen, 2);
      var started = group.start();
      started.handle((value, failure) -> null);
      memory.runFor(gen.durationUpTo(Duration.ofSeconds(60)));
      ran += running.size() > 2 && group.state() == ServiceGroup.State.RUNNING ? 1 : 0;
      var stopped = group.stop();
      memory.runFor(Duration.ofMinutes(10));
      assertThat(stopped.isSucceeded()).isTrue();
      assertThat(started.isDone()).isTrue();
      assertThat(group.state()).isEqualTo(ServiceGroup.State.STOPPED);
      assertThat(running).isEmpty();
      failures.take();
    }
    assertThat(ran).as("groups of some size that ran").isPositive();
  }

  private ServiceGroup tree(MemoryReactor memory, Gen gen, int depth) {
    var group = new ServiceGroup(memory.reactor(), "group");
    int count = gen.between(0, 4);
    for (int i = 0; i < count; i++) {
      if (depth > 0 && gen.oneIn(3)) {
        var inner = new ServiceGroup(memory.reactor(), "group " + i);
        inner.add(tree(memory, gen, depth - 1));
        group.add(inner);
      } else {
        group.add(new AnyService(memory, gen, "service " + i));
      }
    }
    return group;
  }

  private final class AnyService implements Service {
    private final MemoryReactor memory;
    private final Gen gen;
    private final String name;

    AnyService(MemoryReactor memory, Gen gen, String name) {
      this.memory = memory;
      this.gen = gen;
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public CompletionStage<?> start() throws IOException {
      if (gen.oneIn(30)) {
        throw new IOException(name + " does not start");
      }
      return whenever(() -> {
        if (gen.oneIn(30)) {
          throw new IOException(name + " has not started");
        }
        running.push(this);
      });
    }

    @Override
    public CompletionStage<?> stop() throws IOException {
      assertThat(running.pop()).isSameAs(this);
      if (gen.oneIn(30)) {
        throw new IOException(name + " does not stop");
      }
      return whenever(() -> {});
    }

    private CompletionStage<?> whenever(Step step) throws IOException {
      if (gen.oneIn(3)) {
        step.take();
        return Deferred.succeeded(name);
      }
      return memory
          .reactor()
          .deferLater(
              gen.durationUpTo(Duration.ofSeconds(12)),
              () -> {
                step.take();
                return name;
              });
    }
  }

  private interface Step {
    void take() throws IOException;
  }
}
