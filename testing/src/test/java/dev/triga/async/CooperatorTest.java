package dev.triga.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.reactor.LogEntry;
import dev.triga.reactor.ReactorStoppedException;
import dev.triga.testing.Gen;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.ReportedFailures;
import dev.triga.testing.TrigaTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@TrigaTest
class CooperatorTest {
  private final List<String> steps = new ArrayList<>();

  private Iterator<Object> work(String name, int count) {
    return IntStream.rangeClosed(1, count)
        .<Object>mapToObj(i -> {
          steps.add(name + i);
          return i;
        })
        .iterator();
  }

  @Test
  void worksTakeTheirStepsInTurn(MemoryReactor memory) {
    var cooperator = new Cooperator(memory.reactor());
    var a = cooperator.cooperate(work("a", 3)).whenDone();
    var b = cooperator.cooperate(work("b", 2)).whenDone();
    assertThat(steps).isEmpty();
    memory.settle();
    assertThat(steps).containsExactly("a1", "b1", "a2", "b2", "a3");
    assertThat(List.of(a, b)).allMatch(Deferred::isSucceeded);
    assertThat(cooperator.tasks()).isZero();
  }

  @Test
  void aPassTakesNoMoreThanItsSlice(MemoryReactor memory) {
    var cooperator = new Cooperator(memory.reactor(), Duration.ofMillis(10));
    var task =
        cooperator.cooperate(
            Stream.generate(
                    () -> {
                      memory.clock().advance(Duration.ofMillis(3));
                      return steps.add("step");
                    })
                .iterator());
    memory.reactor().iterate(Duration.ZERO);
    assertThat(steps).hasSize(4);
    memory.reactor().iterate(Duration.ZERO);
    assertThat(steps).hasSize(8);
    task.stop();
    memory.settle();
  }

  @Test
  void anEndlessWorkDoesNotHoldAStandingClock(MemoryReactor memory) {
    var cooperator = new Cooperator(memory.reactor());
    var task = cooperator.cooperate(Stream.generate(() -> steps.add("step")).iterator());
    memory.reactor().iterate(Duration.ZERO);
    assertThat(steps).hasSize(Cooperator.STEPS_PER_SLICE_MAX);
    task.stop();
    memory.settle();
  }

  @Test
  void aStageHoldsItsWorkAndNoOther(MemoryReactor memory) {
    var gate = new Deferred<String>(memory.reactor());
    var cooperator = new Cooperator(memory.reactor());
    cooperator.cooperate(
        Stream.concat(Stream.<Object>of(gate), Stream.of("x"))
            .peek(step -> steps.add("gated"))
            .iterator());
    cooperator.cooperate(work("free", 2));
    memory.settle();
    assertThat(steps).containsExactly("gated", "free1", "free2");
    gate.succeed("open");
    memory.settle();
    assertThat(steps).containsExactly("gated", "free1", "free2", "gated");
  }

  @Test
  void pausesAreCounted(MemoryReactor memory) {
    var cooperator = new Cooperator(memory.reactor());
    var task = cooperator.cooperate(work("a", 2));
    task.pause();
    task.pause();
    memory.settle();
    task.resume();
    memory.settle();
    assertThat(steps).isEmpty();
    task.resume();
    memory.settle();
    assertThat(steps).containsExactly("a1", "a2");
    assertThatThrownBy(task::resume).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anyMixOfPausesRunsEachStepOnce(MemoryReactor memory, Gen gen) {
    var cooperator = new Cooperator(memory.reactor(), Duration.ofNanos(1));
    var tasks = new ArrayList<CooperativeTask>();
    var paused = new ArrayList<CooperativeTask>();
    for (int i = 0; i < 10; i++) {
      tasks.add(cooperator.cooperate(work("task " + i + " step ", 20)));
    }
    for (int i = 0; i < 500; i++) {
      if (gen.random().nextBoolean()) {
        var task = gen.oneOf(tasks);
        task.pause();
        paused.add(task);
      } else if (!paused.isEmpty()) {
        paused.remove(gen.random().nextInt(paused.size())).resume();
      }
      if (gen.oneIn(3)) {
        memory.reactor().iterate(Duration.ZERO);
      }
    }
    paused.forEach(CooperativeTask::resume);
    memory.settle();
    assertThat(steps).hasSize(200).doesNotHaveDuplicates();
    assertThat(tasks).allMatch(CooperativeTask::isDone);
  }

  @Test
  void stoppingCancelsWhatItWaitsFor(MemoryReactor memory) {
    var gate = new Deferred<String>(memory.reactor());
    var cooperator = new Cooperator(memory.reactor());
    var task = cooperator.cooperate(List.of(gate).iterator());
    var done = task.whenDone();
    memory.settle();
    assertThat(task.stop()).isTrue();
    assertThat(task.stop()).isFalse();
    memory.settle();
    assertThat(gate.isCancelled()).isTrue();
    assertThat(done.failureNow()).isInstanceOf(CancelFailure.class);
    assertThat(task.whenDone().failureNow()).isInstanceOf(CancelFailure.class);
  }

  @Test
  void aFailureIsThatOfTheWorkAndReportedWhenNobodyAsked(
      MemoryReactor memory, ReportedFailures failures) {
    var cooperator = new Cooperator(memory.reactor());
    var asked = cooperator.cooperate(failing()).whenDone();
    asked.handle((value, failure) -> null);
    cooperator.cooperate(failing());
    memory.settle();
    assertThat(asked.failureNow()).hasMessage("broken");
    assertThat(failures.take())
        .singleElement()
        .extracting(LogEntry::message)
        .asString()
        .contains("cooperative task", "broken");
  }

  private static Iterator<Object> failing() {
    return Stream.generate(
            () -> {
              throw new IllegalStateException("broken");
            })
        .iterator();
  }

  @Test
  void afterItsStopItRefusesWork(MemoryReactor memory) {
    var cooperator = new Cooperator(memory.reactor());
    var task = cooperator.cooperate(work("a", 2));
    cooperator.stop();
    assertThat(task.isDone()).isTrue();
    assertThatThrownBy(() -> cooperator.cooperate(work("b", 1)))
        .isInstanceOf(IllegalStateException.class);
    memory.settle();
    assertThat(steps).isEmpty();
  }

  @Test
  void worksThatTheReactorLeavesBehindFail() {
    try (var memory = MemoryReactor.open()) {
      var cooperator = new Cooperator(memory.reactor());
      var done = cooperator.cooperate(Stream.generate(() -> "step").iterator()).whenDone();
      done.handle((value, failure) -> steps.add(failure.getClass().getSimpleName()));
      memory.reactor().stop();
      memory.reactor().run();
    }
    assertThat(steps).containsExactly(ReactorStoppedException.class.getSimpleName());
  }
}
