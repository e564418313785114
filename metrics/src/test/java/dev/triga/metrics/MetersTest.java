package dev.triga.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.actors.ActorSpec;
import dev.triga.actors.Arbiter;
import dev.triga.actors.Workers;
import dev.triga.net.Endpoint;
import dev.triga.net.Protocol;
import dev.triga.tasks.TaskPool;
import dev.triga.tasks.TaskWorkers;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.TrigaTest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@TrigaTest
class MetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void aReactorIsProbedEachSecondUntilItIsClosed() {
    try (var memory = MemoryReactor.open()) {
      var meters = new ReactorMeters(memory.reactor());
      meters.bindTo(registry);
      memory.runFor(Duration.ofMillis(3_500));
      assertThat(registry.get("triga.reactor.queue.delay").timer().count()).isEqualTo(3);
      assertThat(registry.get("triga.reactor.pass").timer().count()).isEqualTo(3);
      assertThat(registry.get("triga.reactor.callbacks").functionCounter().count()).isPositive();
      assertThat(
              registry
                  .get("triga.reactor.threads.running")
                  .tag("threads", "virtual")
                  .gauge()
                  .value())
          .isZero();
      meters.close();
      memory.runFor(Duration.ofSeconds(5));
      assertThat(registry.get("triga.reactor.pass").timer().count()).isEqualTo(3);
    }
  }

  @Test
  void whatGoesOverConnectionsIsCounted() {
    try (var memory = MemoryReactor.open();
        var meters = new ReactorMeters(memory.reactor())) {
      meters.bindTo(registry);
      memory
          .reactor()
          .listen(
              Endpoint.parse("tcp:127.0.0.1:7000"),
              transport ->
                  new Protocol() {
                    @Override
                    public void dataReceived(ByteBuffer data) {
                      transport.write(ByteBuffer.allocate(3 * data.remaining()));
                    }
                  });
      var peer = memory.network().connect(new InetSocketAddress("127.0.0.1", 7000));
      peer.write("four");
      memory.reactor().schedule(Duration.ofHours(1), () -> {});
      memory.runFor(Duration.ofMillis(1_500));
      assertThat(registry.get("triga.reactor.connections").gauge().value()).isEqualTo(1);
      assertThat(registry.get("triga.reactor.received").functionCounter().count()).isEqualTo(4);
      assertThat(registry.get("triga.reactor.written").functionCounter().count()).isEqualTo(12);
      assertThat(registry.get("triga.reactor.timers").gauge().value()).isPositive();
      peer.close();
      memory.runFor(Duration.ofSeconds(1));
      assertThat(registry.get("triga.reactor.connections").gauge().value()).isZero();
    }
  }

  @Test
  void anArbiterTellsOfAllItsActors() {
    try (var memory = MemoryReactor.open()) {
      var arbiter = Arbiter.on(memory.reactor());
      var meters = new ArbiterMeters(arbiter);
      var _ =
          arbiter
              .running()
              .thenAccept(actor -> {
                arbiter.monitor(Workers.locals(3), ActorSpec.local("web"));
                meters.bindTo(registry);
              });
      memory.runFor(Duration.ofSeconds(6));
      assertThat(registry.get("triga.workers.running").tag("actor", "web").gauge().value())
          .isEqualTo(3);
      assertThat(registry.get("triga.actor.running").tag("actor", "web.2").gauge().value())
          .isEqualTo(1);
      memory.reactor().execute(() -> arbiter.monitors().getFirst().scale(1));
      memory.runFor(Duration.ofSeconds(6));
      assertThat(registry.find("triga.actor.running").tag("kind", "local").gauges()).hasSize(1);
      memory.reactor().execute(meters::close);
      memory.settle();
    }
  }

  @Test
  void aPoolTellsHowItsTasksHaveEnded() {
    try (var pool = TaskPool.of(TaskWorkers.virtual(2))) {
      new TaskMeters(pool, "mails").bindTo(registry);
      pool.run(task -> task * 2, List.of(1, 2, 3));
      assertThat(
              registry
                  .get("triga.tasks.ended")
                  .tag("outcome", "succeeded")
                  .functionCounter()
                  .count())
          .isEqualTo(3);
      assertThat(registry.get("triga.tasks.workers").tag("pool", "mails").gauge().value())
          .isEqualTo(2);
    }
  }
}
