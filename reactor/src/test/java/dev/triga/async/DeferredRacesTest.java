package dev.triga.async;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/// Real threads race for one Deferred after the other: one completion wins and every listener is
/// told once.
class DeferredRacesTest {
  private static final int ROUNDS = 4_000;
  private static final int THREADS = 3;
  private static final int LISTENERS = 4;

  private final FakeTurn turn = new FakeTurn();

  /// What one round observes.
  private static final class Round {
    final Deferred<Integer> source;
    final AtomicInteger wins = new AtomicInteger();
    final AtomicIntegerArray told = new AtomicIntegerArray(THREADS * LISTENERS);
    final List<List<Integer>> orders = new ArrayList<>();

    Round(Deferred<Integer> source) {
      this.source = source;
      for (int i = 0; i < THREADS; i++) {
        orders.add(new ArrayList<>());
      }
    }

    void act(int thread, Random random) {
      int completeAt = random.nextInt(LISTENERS);
      for (int i = 0; i < LISTENERS; i++) {
        listen(thread, i);
        if (random.nextInt(4) == 0) {
          source.thenApply(x -> x).cancel();
        }
        if (random.nextInt(4) == 0) {
          source.pause();
          source.resume();
        }
        if (i == completeAt && (random.nextBoolean() ? source.succeed(thread) : source.cancel())) {
          wins.incrementAndGet();
        }
      }
    }

    private void listen(int thread, int number) {
      source.whenComplete((value, failure) -> {
        told.incrementAndGet(thread * LISTENERS + number);
        List<Integer> order = orders.get(thread);
        synchronized (order) {
          order.add(number);
        }
      });
    }

    void check(boolean isOrdered, String seed) {
      assertEquals(1, wins.get(), seed);
      assertTrue(source.isDone(), seed);
      for (int i = 0; i < told.length(); i++) {
        assertEquals(1, told.get(i), "listener " + i + ", " + seed);
      }
      for (List<Integer> order : orders) {
        assertTrue(!isOrdered || order.equals(List.of(0, 1, 2, 3)), order + ", " + seed);
      }
    }
  }

  @Test
  void anOwnedDeferredIsEndedOnceAndTellsEachListenerOnceInOrder() throws Exception {
    race(true);
  }

  @Test
  void oneWithoutAnOwnerIsEndedOnceAndTellsEachListenerOnce() throws Exception {
    race(false);
  }

  private void race(boolean isOwned) throws Exception {
    long seed = 20_250_925;
    List<Round> rounds = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      rounds.add(new Round(isOwned ? turn.deferred() : new Deferred<>()));
    }
    CyclicBarrier barrier = new CyclicBarrier(THREADS);
    List<Thread> threads = new ArrayList<>();
    for (int t = 1; t < THREADS; t++) {
      int thread = t;
      threads.add(Thread.ofPlatform().start(() -> play(rounds, thread, seed, barrier)));
    }
    // The first thread has the turn, so both kinds of completion and delivery meet.
    play(rounds, 0, seed, barrier);
    for (Thread thread : threads) {
      thread.join();
    }
    turn.run();
    for (int i = 0; i < ROUNDS; i++) {
      rounds.get(i).check(isOwned, "round " + i + " of seed " + seed);
    }
    assertEquals(List.of(), turn.fatal);
  }

  private void play(List<Round> rounds, int thread, long seed, CyclicBarrier barrier) {
    Random random = new Random(seed + thread);
    for (int i = 0; i < rounds.size(); i++) {
      if (i % 50 == 0) {
        await(barrier);
      }
      rounds.get(i).act(thread, random);
      if (thread == 0 && random.nextInt(3) == 0) {
        turn.run();
      }
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException("the race was interrupted", e);
    }
  }
}
