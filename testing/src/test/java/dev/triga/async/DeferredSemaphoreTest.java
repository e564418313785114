package dev.triga.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.testing.Gen;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.TrigaTest;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@TrigaTest
class DeferredSemaphoreTest {
  private final List<String> order = new ArrayList<>();

  @Test
  void anyMixOfUseAgreesWithAQueueOnPaper(MemoryReactor memory, Gen gen) {
    for (int round = 0; round < 100; round++) {
      int permits = gen.between(1, 4);
      var semaphore = new DeferredSemaphore(memory.reactor(), permits);
      var asked = new HashMap<Integer, Deferred<Permit>>();
      // The paper: who holds and who waits, by number.
      var holding = new ArrayList<Integer>();
      var waiting = new ArrayDeque<Integer>();
      for (int i = 0; i < 60; i++) {
        switch (gen.random().nextInt(4)) {
          case 0, 1 -> {
            asked.put(i, semaphore.acquire());
            (holding.size() < permits ? holding : waiting).add(i);
          }
          case 2 -> {
            if (!holding.isEmpty()) {
              int one = holding.remove(gen.random().nextInt(holding.size()));
              assertThat(asked.get(one).resultNow().release()).isTrue();
              if (!waiting.isEmpty()) {
                holding.add(waiting.poll());
              }
            }
          }
          default -> {
            if (!waiting.isEmpty()) {
              int one = gen.oneOf(List.copyOf(waiting));
              waiting.remove(one);
              assertThat(asked.get(one).cancel()).isTrue();
            }
          }
        }
        memory.settle();
        assertThat(succeeded(asked)).containsAll(holding);
        assertThat(waiting).allMatch(number -> !asked.get(number).isDone());
        assertThat(semaphore.available()).isEqualTo(permits - holding.size());
        assertThat(semaphore.waiting()).isEqualTo(waiting.size());
      }
    }
  }

  private static List<Integer> succeeded(Map<Integer, Deferred<Permit>> asked) {
    return asked.entrySet().stream()
        .filter(entry -> entry.getValue().isSucceeded())
        .map(Map.Entry::getKey)
        .toList();
  }

  @Test
  void aPermitIsGivenBackOnce(MemoryReactor memory) {
    var semaphore = new DeferredSemaphore(memory.reactor(), 1);
    var permit = semaphore.tryAcquire().orElseThrow();
    assertThat(semaphore.tryAcquire()).isEmpty();
    assertThat(permit.release()).isTrue();
    assertThat(permit.release()).isFalse();
    permit.close();
    memory.settle();
    assertThat(semaphore.available()).isEqualTo(1);
  }

  @Test
  void nobodyOvertakesThoseWhoWait(MemoryReactor memory) {
    var semaphore = new DeferredSemaphore(memory.reactor(), 1);
    var first = semaphore.acquire();
    var second = semaphore.acquire();
    first.resultNow().release();
    memory.settle();
    assertThat(semaphore.tryAcquire()).isEmpty();
    assertThat(second.isSucceeded()).isTrue();
  }

  @Test
  void oneTooManyIsToldTheLimit(MemoryReactor memory) {
    var semaphore = new DeferredSemaphore(memory.reactor(), 1, 2);
    semaphore.acquire();
    semaphore.acquire();
    semaphore.acquire();
    var refused = semaphore.acquire();
    assertThat(refused.failureNow())
        .isInstanceOf(OverflowFailure.class)
        .hasMessageContaining("limit of 2");
    assertThat(semaphore.waiting()).isEqualTo(2);
  }

  @Test
  void workRunsAtMostSoManyAtATimeAndInOrder(MemoryReactor memory) {
    var semaphore = new DeferredSemaphore(memory.reactor(), 2);
    var ends = new ArrayList<Deferred<String>>();
    var results = new ArrayList<Deferred<String>>();
    for (int i = 0; i < 5; i++) {
      var end = new Deferred<String>(memory.reactor());
      ends.add(end);
      var name = "work " + i;
      results.add(
          semaphore.run(() -> {
            order.add(name);
            return end;
          }));
    }
    memory.settle();
    assertThat(order).containsExactly("work 0", "work 1");
    ends.get(1).succeed("one");
    memory.settle();
    assertThat(order).containsExactly("work 0", "work 1", "work 2");
    assertThat(results.get(1).resultNow()).isEqualTo("one");
    results.get(0).handle((value, failure) -> null);
    ends.get(0).fail(new IOException("broken"));
    ends.get(2).succeed("two");
    memory.settle();
    assertThat(order).containsExactly("work 0", "work 1", "work 2", "work 3", "work 4");
    assertThat(results.get(0).failureNow()).hasMessage("broken");
    ends.forEach(end -> end.succeed("end"));
    memory.settle();
    assertThat(semaphore.available()).isEqualTo(2);
  }

  @Test
  void workThatThrowsGivesItsPermitBack(MemoryReactor memory) {
    var lock = new DeferredLock(memory.reactor());
    var result =
        lock.<String>run(() -> {
          throw new IOException("at once");
        });
    result.handle((value, failure) -> null);
    memory.settle();
    assertThat(result.failureNow()).hasMessage("at once");
    assertThat(lock.isHeld()).isFalse();
  }

  @Test
  void cancellingWorkGivesItsPermitBackAtWhateverMoment(MemoryReactor memory) {
    var lock = new DeferredLock(memory.reactor());
    var work = new Deferred<String>(memory.reactor());
    var waiting = lock.run(() -> work);
    // The permit has come, but the work has not begun.
    assertThat(lock.isHeld()).isTrue();
    assertThat(waiting.cancel()).isTrue();
    memory.settle();
    assertThat(lock.isHeld()).isFalse();

    var begun = lock.run(() -> work);
    memory.settle();
    assertThat(begun.cancel()).isTrue();
    memory.settle();
    assertThat(work.isCancelled()).isTrue();
    assertThat(lock.isHeld()).isFalse();
  }

  @Test
  void cancellingFromOtherThreadsLosesNoPermit(MemoryReactor memory) throws Exception {
    var lock = new DeferredLock(memory.reactor());
    var rounds = new AtomicInteger();
    for (int i = 0; i < 200; i++) {
      var work = lock.run(() -> memory.reactor().submit(rounds::incrementAndGet));
      var canceller = Thread.startVirtualThread(work::cancel);
      memory.settle();
      canceller.join();
      memory.settle();
      assertThat(lock.isHeld()).as("round %d", i).isFalse();
    }
  }

  @Test
  void aPermitMayBeGivenBackByAnotherThread(MemoryReactor memory) throws Exception {
    var lock = new DeferredLock(memory.reactor());
    var permit = lock.tryAcquire().orElseThrow();
    var next = lock.acquire();
    Thread.startVirtualThread(permit::close).join();
    memory.settle();
    assertThat(next.isSucceeded()).isTrue();
  }

  @Test
  void numbersBelowOneAreRefused(MemoryReactor memory) {
    assertThatThrownBy(() -> new DeferredSemaphore(memory.reactor(), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0");
    assertThatThrownBy(() -> new DeferredSemaphore(memory.reactor(), 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
