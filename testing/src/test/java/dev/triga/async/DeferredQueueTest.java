package dev.triga.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.testing.Gen;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.TrigaTest;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

@TrigaTest
class DeferredQueueTest {

  @Test
  void anyMixOfUseAgreesWithAQueueOnPaper(MemoryReactor memory, Gen gen) {
    for (int round = 0; round < 100; round++) {
      int max = gen.between(1, 4);
      var queue = new DeferredQueue<Integer>(memory.reactor(), max);
      // The paper: what is stored, who waits to put and who to take.
      var stored = new ArrayDeque<Integer>();
      var putting = new LinkedHashMap<Deferred<Void>, Integer>();
      var taking = new ArrayDeque<Deferred<Integer>>();
      for (int i = 0; i < 80; i++) {
        switch (gen.random().nextInt(6)) {
          case 0 -> {
            boolean hasRoom = !taking.isEmpty() || stored.size() < max;
            assertThat(queue.offer(i)).isEqualTo(hasRoom);
            if (hasRoom) {
              addOnPaper(i, stored, taking);
            }
          }
          case 1 -> {
            boolean hasRoom = !taking.isEmpty() || stored.size() < max;
            var put = queue.put(i);
            assertThat(put.isSucceeded()).isEqualTo(hasRoom);
            if (hasRoom) {
              addOnPaper(i, stored, taking);
            } else {
              putting.put(put, i);
            }
          }
          case 2, 3 -> {
            var take = queue.take();
            if (stored.isEmpty()) {
              assertThat(take.isDone()).isFalse();
              taking.add(take);
            } else {
              assertThat(take.resultNow()).isEqualTo(stored.poll());
              refillOnPaper(stored, putting);
            }
          }
          case 4 -> {
            assertThat(queue.poll().orElse(-1))
                .isEqualTo(stored.isEmpty() ? -1 : stored.poll().intValue());
            refillOnPaper(stored, putting);
          }
          default -> cancelOne(gen, putting, taking);
        }
        memory.settle();
        assertThat(queue.size()).isEqualTo(stored.size()).isLessThanOrEqualTo(max);
        assertThat(queue.takersWaiting()).isEqualTo(taking.size());
        assertThat(queue.puttersWaiting()).isEqualTo(putting.size());
      }
    }
  }

  private static void addOnPaper(
      int value, ArrayDeque<Integer> stored, ArrayDeque<Deferred<Integer>> taking) {
    if (taking.isEmpty()) {
      stored.add(value);
    } else {
      assertThat(taking.poll().resultNow()).isEqualTo(value);
    }
  }

  private static void refillOnPaper(
      ArrayDeque<Integer> stored, LinkedHashMap<Deferred<Void>, Integer> putting) {
    var first = putting.pollFirstEntry();
    if (first != null) {
      assertThat(first.getKey().isSucceeded()).isTrue();
      stored.add(first.getValue());
    }
  }

  private static void cancelOne(
      Gen gen,
      LinkedHashMap<Deferred<Void>, Integer> putting,
      ArrayDeque<Deferred<Integer>> taking) {
    if (!putting.isEmpty()) {
      var one = gen.oneOf(List.copyOf(putting.keySet()));
      assertThat(one.cancel()).isTrue();
      putting.remove(one);
    } else if (!taking.isEmpty()) {
      var one = gen.oneOf(List.copyOf(taking));
      assertThat(one.cancel()).isTrue();
      taking.remove(one);
    }
  }

  @Test
  void storedValuesOutliveTheEnd(MemoryReactor memory) {
    var queue = new DeferredQueue<String>(memory.reactor(), 1);
    var reason = new IOException("the connection is gone");
    queue.offer("last");
    var putter = queue.put("too late");
    assertThat(queue.fail(reason)).isTrue();
    assertThat(queue.fail(new IOException("again"))).isFalse();
    assertThat(putter.failureNow()).isSameAs(reason);
    assertThat(queue.offer("more")).isFalse();
    assertThat(queue.put("more").failureNow()).isSameAs(reason);
    assertThat(queue.take().resultNow()).isEqualTo("last");
    assertThat(queue.take().failureNow()).isSameAs(reason);
  }

  @Test
  void whoWaitsForAValueHearsOfTheEnd(MemoryReactor memory) {
    var queue = new DeferredQueue<String>(memory.reactor(), 1);
    var taker = queue.take();
    queue.fail(new IOException("gone"));
    assertThat(taker.failureNow()).hasMessage("gone");
  }

  @Test
  void aTakerCancelledByAnotherThreadTakesNothing(MemoryReactor memory) throws Exception {
    var queue = new DeferredQueue<String>(memory.reactor(), 1);
    var cancelled = queue.take();
    var next = queue.take();
    Thread.startVirtualThread(cancelled::cancel).join();
    assertThat(queue.offer("value")).isTrue();
    assertThat(next.resultNow()).isEqualTo("value");
    memory.settle();
    assertThat(queue.takersWaiting()).isZero();
  }

  @Test
  void aThousandWaitersAreServedInOrder(MemoryReactor memory) {
    var queue = new DeferredQueue<Integer>(memory.reactor(), 1);
    var taken = new ArrayList<Integer>();
    for (int i = 0; i < 1000; i++) {
      queue.take().thenAccept(taken::add);
    }
    for (int i = 0; i < 1000; i++) {
      queue.offer(i);
    }
    memory.settle();
    assertThat(taken).hasSize(1000).isSorted();
  }
}
