package dev.triga.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.async.Deferred;
import dev.triga.reactor.Halt;
import dev.triga.reactor.LogEntry;
import dev.triga.reactor.Reactor;
import dev.triga.service.ServiceGroup.State;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.ReportedFailures;
import dev.triga.testing.TrigaTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

@TrigaTest
class ServiceGroupTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final List<String> order = new ArrayList<>();

  /// A service that takes a second for each.
  private Service slow(MemoryReactor memory, String name) {
    return Service.of(
        name, () -> later(memory, name + " started"), () -> later(memory, name + " stopped"));
  }

  private CompletionStage<?> later(MemoryReactor memory, String what) {
    return memory.reactor().deferLater(SECOND, () -> order.add(what));
  }

  private Service quick(String name) {
    return Service.of(name, () -> note(name + " started"), () -> note(name + " stopped"));
  }

  private CompletionStage<?> note(String what) {
    order.add(what);
    return null;
  }

  private static Service broken(String name) {
    return Service.of(
        name,
        () -> {
          throw new IOException("no " + name);
        },
        () -> {
          throw new IOException("stuck " + name);
        });
  }

  private static <T> Deferred<T> heard(Deferred<T> deferred) {
    deferred.handle((value, failure) -> null);
    return deferred;
  }

  @Test
  void startIsInOrderAndStopInReverse(MemoryReactor memory) {
    var group = new ServiceGroup(memory.reactor(), "app");
    group.add(slow(memory, "store"));
    group.add(quick("cache"));
    group.add(slow(memory, "web"));
    var started = group.start();
    memory.runFor(SECOND);
    assertThat(group).hasToString("app starting, waiting for app/web");
    memory.runFor(SECOND);
    assertThat(started.isSucceeded()).isTrue();
    assertThat(group.state()).isEqualTo(State.RUNNING);
    var stopped = group.stop();
    memory.runFor(SECOND.multipliedBy(2));
    assertThat(stopped.isSucceeded()).isTrue();
    assertThat(group).hasToString("app stopped");
    assertThat(order)
        .containsExactly(
            "store started",
            "cache started",
            "web started",
            "web stopped",
            "cache stopped",
            "store stopped");
  }

  @Test
  void aFailedStartStopsWhatHasStarted(MemoryReactor memory) {
    var group = new ServiceGroup(memory.reactor(), "app");
    group.add(quick("store"));
    group.add(quick("cache"));
    group.add(broken("web"));
    group.add(quick("never"));
    var started = heard(group.start());
    memory.settle();
    assertThat(started.failureNow())
        .isInstanceOf(ServiceFailure.class)
        .hasMessageContaining("'app/web' did not start")
        .hasRootCauseMessage("no web");
    assertThat(order)
        .containsExactly("store started", "cache started", "cache stopped", "store stopped");
    assertThat(group.state()).isEqualTo(State.STOPPED);
  }

  @Test
  void aStartThatTakesTooLongIsCancelled(MemoryReactor memory) {
    var never = new Deferred<String>(memory.reactor());
    var group = new ServiceGroup(memory.reactor(), "app").deadlines(SECOND, SECOND);
    group.add(quick("store"));
    group.add(Service.of("web", () -> never, () -> note("not called")));
    var started = heard(group.start());
    memory.runFor(SECOND);
    assertThat(never.isCancelled()).isTrue();
    assertThat(started.failureNow()).hasMessageContaining("'app/web' did not start within PT1S");
    assertThat(order).containsExactly("store started", "store stopped");
  }

  @Test
  void aStopThatTakesTooLongIsNamedAndLeftBehind(MemoryReactor memory) {
    var never = new Deferred<String>(memory.reactor());
    var inner = new ServiceGroup(memory.reactor(), "inner").deadlines(SECOND, SECOND);
    inner.add(Service.of("stuck", () -> null, () -> never));
    inner.add(quick("other"));
    var group = new ServiceGroup(memory.reactor(), "app");
    group.add(quick("store"));
    group.add(inner);
    group.start();
    memory.settle();
    var stopped = group.stop();
    memory.settle();
    assertThat(group).hasToString("app stopping, waiting for app/inner/stuck");
    memory.runFor(SECOND);
    assertThat(stopped.isSucceeded()).isTrue();
    assertThat(order)
        .containsExactly("store started", "other started", "other stopped", "store stopped");
    assertThat(memory.reactor().log().history())
        .extracting(LogEntry::message)
        .contains("service 'app/inner/stuck' did not stop within PT1S and is left behind");
  }

  @Test
  void aFailedStopIsReportedAndTheOthersStop(MemoryReactor memory, ReportedFailures failures) {
    var group = new ServiceGroup(memory.reactor(), "app");
    group.add(quick("store"));
    group.add(
        Service.of(
            "web",
            () -> null,
            () -> {
              throw new IOException("jammed");
            }));
    group.start();
    memory.settle();
    assertThat(group.stop()).isNotNull();
    memory.settle();
    assertThat(order).containsExactly("store started", "store stopped");
    assertThat(failures.take())
        .singleElement()
        .satisfies(entry -> assertThat(entry.message()).contains("stop of a service", "jammed"));
  }

  @Test
  void aStopDuringTheStartEndsIt(MemoryReactor memory) {
    var never = new Deferred<String>(memory.reactor());
    var group = new ServiceGroup(memory.reactor(), "app");
    group.add(quick("store"));
    group.add(Service.of("web", () -> never, () -> note("not called")));
    var started = heard(group.start());
    memory.settle();
    var stopped = group.stop();
    memory.settle();
    assertThat(never.isCancelled()).isTrue();
    assertThat(started.isFailed()).isTrue();
    assertThat(stopped.isSucceeded()).isTrue();
    assertThat(order).containsExactly("store started", "store stopped");
  }

  @Test
  void aGroupThatIsCutOffWhileStartingStopsItsOwn(MemoryReactor memory) {
    var never = new Deferred<String>(memory.reactor());
    var inner = new ServiceGroup(memory.reactor(), "inner");
    inner.add(slow(memory, "web"));
    inner.add(Service.of("stuck", () -> never, () -> null));
    var group = new ServiceGroup(memory.reactor(), "app");
    group.add(quick("store"));
    group.add(inner);
    heard(group.start());
    memory.runFor(SECOND);
    var stopped = group.stop();
    memory.settle();
    assertThat(stopped.isDone()).isFalse();
    memory.runFor(SECOND);
    assertThat(stopped.isSucceeded()).isTrue();
    assertThat(order)
        .containsExactly("store started", "web started", "web stopped", "store stopped");
  }

  @Test
  void childrenComeAndGoWhileItRuns(MemoryReactor memory) {
    var group = new ServiceGroup(memory.reactor(), "app");
    group.add(quick("store"));
    group.start();
    memory.settle();
    var added = group.add(slow(memory, "web"));
    assertThatThrownBy(() -> group.add(quick("web"))).hasMessageContaining("'web'");
    memory.runFor(SECOND);
    assertThat(added.isSucceeded()).isTrue();
    assertThat(group.services()).containsExactly("store", "web");
    group.remove("store");
    memory.settle();
    assertThat(order).containsExactly("store started", "web started", "store stopped");
    assertThatThrownBy(() -> group.remove("store"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[web]");
    var notStarted = heard(group.add(broken("extra")));
    memory.settle();
    assertThat(notStarted.failureNow()).hasMessageContaining("'app/extra' did not start");
    assertThat(group.state()).isEqualTo(State.RUNNING);
  }

  @Test
  void aGroupCanBeStartedAgain(MemoryReactor memory) {
    var group = new ServiceGroup(memory.reactor(), "app");
    group.add(quick("store"));
    for (int i = 0; i < 2; i++) {
      group.start();
      group.start();
      group.stop();
      group.stop();
      memory.settle();
    }
    assertThat(order)
        .containsExactly("store started", "store stopped", "store started", "store stopped");
  }

  @Test
  void aLoopIsAServiceThatEndsWithItsLastCall(MemoryReactor memory) {
    var group = new ServiceGroup(memory.reactor(), "app");
    group.add(
        Service.every(
            memory.reactor(),
            "journal",
            Duration.ofSeconds(60),
            slots -> later(memory, "written")));
    group.start();
    memory.runFor(Duration.ofSeconds(60));
    var stopped = group.stop();
    memory.settle();
    assertThat(stopped.isDone()).isFalse();
    memory.runFor(SECOND);
    assertThat(stopped.isSucceeded()).isTrue();
    assertThat(order).containsExactly("written", "written");
  }

  // With the reactor.

  @Test
  void itRunsAndStopsWithItsReactor() {
    try (var memory = MemoryReactor.open()) {
      var group = new ServiceGroup(memory.reactor(), "app");
      group.add(slow(memory, "store"));
      group.runWithReactor();
      memory.reactor().schedule(SECOND.multipliedBy(5), memory.reactor()::stop);
      memory.reactor().run();
      assertThat(memory.clock().now()).isEqualTo(SECOND.multipliedBy(6));
    }
    assertThat(order).containsExactly("store started", "store stopped");
  }

  @Test
  void aReactorWhoseServicesDoNotStartIsHalted() {
    try (var memory = MemoryReactor.open()) {
      var group = new ServiceGroup(memory.reactor(), "app");
      group.add(slow(memory, "store"));
      group.add(broken("web"));
      group.runWithReactor();
      assertThatThrownBy(memory.reactor()::run)
          .isInstanceOf(Halt.class)
          .hasMessageContaining("'app/web' did not start")
          .hasRootCauseMessage("no web")
          .extracting(halt -> ((Halt) halt).exitCode())
          .isEqualTo(1);
      assertThat(memory.reactor().state()).isEqualTo(Reactor.State.STOPPED);
    }
    assertThat(order).containsExactly("store started", "store stopped");
  }
}
