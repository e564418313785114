package dev.triga.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.testing.Gen;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.TrigaTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@TrigaTest
class ConcurrentlyTest {
  private final AtomicInteger now = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  /// Work that takes a while, and counts how much of it there is at a time.
  private Deferred<Integer> work(MemoryReactor memory, Gen gen, int number) {
    most.accumulateAndGet(now.incrementAndGet(), Math::max);
    return memory
        .reactor()
        .deferLater(
            gen.durationUpTo(Duration.ofSeconds(1)),
            () -> {
              now.decrementAndGet();
              return number * 2;
            });
  }

  @Test
  void neverMoreThanTheLimitAndResultsInOrder(MemoryReactor memory, Gen gen) {
    for (int round = 0; round < 20; round++) {
      most.set(0);
      int limit = gen.between(1, 8);
      int count = gen.between(0, 50);
      var result =
          Concurrently.atMost(memory.reactor(), limit)
              .map(numbers(count), number -> work(memory, gen, number));
      memory.runFor(Duration.ofMinutes(1));
      assertThat(most.get()).isEqualTo(Math.min(limit, count));
      assertThat(result.resultNow())
          .isEqualTo(numbers(count).stream().map(number -> number * 2).toList());
    }
  }

  @Test
  void inputIsTakenOnlyWhenThereIsRoom(MemoryReactor memory) {
    var taken = new AtomicInteger();
    Iterable<Integer> endless = () -> Stream.generate(taken::incrementAndGet).iterator();
    var open = new ArrayList<Deferred<String>>();
    var result =
        Concurrently.atMost(memory.reactor(), 3)
            .forEach(
                endless,
                number -> {
                  open.add(new Deferred<>(memory.reactor()));
                  return open.getLast();
                });
    memory.settle();
    assertThat(taken.get()).isEqualTo(3);
    open.get(1).succeed("done");
    memory.settle();
    assertThat(taken.get()).isEqualTo(4);
    result.cancel();
    memory.settle();
    assertThat(taken.get()).isEqualTo(4);
    assertThat(open.stream().filter(Deferred::isCancelled)).hasSize(3);
  }

  @Test
  void theFirstFailureStopsTheRest(MemoryReactor memory) {
    var open = new ArrayList<Deferred<String>>();
    var result =
        Concurrently.atMost(memory.reactor(), 2)
            .forEach(
                numbers(10),
                number -> {
                  open.add(new Deferred<>(memory.reactor()));
                  return open.getLast();
                });
    result.handle((value, failure) -> null);
    open.get(1).fail(new IOException("broken"));
    memory.settle();
    assertThat(open).hasSize(2);
    assertThat(open.get(0).isCancelled()).isTrue();
    assertThat(result.failureNow())
        .isInstanceOf(MemberFailure.class)
        .hasRootCauseMessage("broken")
        .extracting(failure -> ((MemberFailure) failure).index())
        .isEqualTo(1);
  }

  @Test
  void collectingTellsHowEachEnded(MemoryReactor memory) {
    var result =
        Concurrently.atMost(memory.reactor(), 2)
            .settle(
                numbers(4),
                number -> {
                  if (number == 2) {
                    throw new IOException("number 2");
                  }
                  return Deferred.succeeded("number " + number);
                });
    memory.settle();
    assertThat(result.resultNow())
        .map(ending ->
            switch (ending) {
              case Settled.Succeeded(var value) -> value;
              case Settled.Failed(var error) -> "no " + error.getMessage();
            })
        .containsExactly("number 0", "number 1", "no number 2", "number 3");
  }

  @Test
  void workThatIsDoneAtOnceNeedsNoStack(MemoryReactor memory) {
    var result =
        Concurrently.atMost(memory.reactor(), 1)
            .map(numbers(10_000), number -> Deferred.succeeded(number));
    memory.settle();
    assertThat(result.resultNow()).hasSize(10_000);
  }

  @Test
  void workThatIsDoneAtOnceDoesNotHoldUpTheReactor(MemoryReactor memory) {
    var taken = new AtomicInteger();
    Iterable<Integer> endless = () -> Stream.generate(taken::incrementAndGet).iterator();
    var result =
        Concurrently.atMost(memory.reactor(), 4)
            .forEach(endless, number -> Deferred.succeeded(number));
    memory.reactor().iterate(Duration.ZERO);
    memory.reactor().iterate(Duration.ZERO);
    assertThat(taken.get()).isPositive().isLessThan(100_000);
    result.cancel();
    memory.settle();
  }

  @Test
  void anInputThatThrowsEndsIt(MemoryReactor memory) {
    var open = new Deferred<String>(memory.reactor());
    Iterable<Integer> broken =
        () ->
            new Iterator<>() {
              private int next;

              @Override
              public boolean hasNext() {
                return true;
              }

              @Override
              public Integer next() {
                if (next > 0) {
                  throw new IllegalStateException("the input broke");
                }
                return next++;
              }
            };
    var result = Concurrently.atMost(memory.reactor(), 2).settle(broken, number -> open);
    result.handle((value, failure) -> null);
    memory.settle();
    assertThat(result.failureNow()).hasMessage("the input broke");
    assertThat(open.isCancelled()).isTrue();
    memory.runFor(Duration.ofSeconds(2)); // It failed before anybody could listen.
  }

  @Test
  void aLimitBelowOneIsRefused(MemoryReactor memory) {
    assertThatThrownBy(() -> Concurrently.atMost(memory.reactor(), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0");
  }
}
