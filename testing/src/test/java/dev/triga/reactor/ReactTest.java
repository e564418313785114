package dev.triga.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.async.Deferred;
import dev.triga.testing.MemoryNetwork;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.ReportedFailures;
import dev.triga.testing.TrigaTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@TrigaTest
class ReactTest {
  private final List<String> order = new ArrayList<>();

  private static int react(MemoryNetwork network, Reactor.Main main) {
    network.clock().letRun();
    return Reactor.react(MemoryReactor.builder(network), main);
  }

  @Test
  void aProgramThatSucceedsExitsWithZero(MemoryNetwork network) {
    int code =
        react(
            network,
            reactor -> {
              assertThat(reactor.isOnTurn()).isTrue();
              reactor.events().after(SystemEvent.SHUTDOWN, () -> order.add("shut down"));
              return reactor.deferLater(Duration.ofHours(1));
            });
    assertThat(code).isZero();
    assertThat(order).containsExactly("shut down");
    assertThat(network.clock().now()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void aProgramThatFailsExitsWithOneAndSaysWhy(MemoryNetwork network, ReportedFailures failures) {
    int code =
        react(
            network,
            reactor ->
                reactor.deferLater(
                    Duration.ofHours(1),
                    () -> {
                      throw new IOException("no disk");
                    }));
    assertThat(code).isEqualTo(1);
    assertThat(failures.take())
        .singleElement()
        .satisfies(entry -> assertThat(entry.message()).contains("no disk"));
  }

  @Test
  void aProgramThatThrowsAtOnceFailsToo(MemoryNetwork network, ReportedFailures failures) {
    int code =
        react(
            network,
            reactor -> {
              throw new IOException("no arguments");
            });
    assertThat(code).isEqualTo(1);
    assertThat(failures.take()).hasSize(1);
  }

  @Test
  void haltSaysItsOwnCode(MemoryNetwork network) {
    assertThat(
            react(
                network,
                reactor -> {
                  throw new Halt("enough", 42);
                }))
        .isEqualTo(42);
    assertThat(react(network, reactor -> Deferred.failed(new Halt("all well", 0)))).isZero();
  }

  @Test
  void aProgramThatIsStoppedIsCancelledAndWaitedFor(MemoryNetwork network) {
    int code =
        react(
            network,
            reactor -> {
              reactor.schedule(Duration.ofSeconds(1), reactor::stop);
              var work = new Deferred<String>(reactor);
              return work.onCancel(why -> order.add("cancelled"));
            });
    assertThat(code).isZero();
    assertThat(order).containsExactly("cancelled");
    assertThat(network.clock().now()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void theProgramMayStopItsReactorItself(MemoryNetwork network) {
    assertThat(
            react(
                network,
                reactor -> {
                  reactor.stop();
                  return Deferred.succeeded("done");
                }))
        .isZero();
  }
}
