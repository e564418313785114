package dev.triga.async;

import dev.triga.loop.Turn;
import dev.triga.loop.UnobservedFailure;
import dev.triga.reactor.Reactor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Threads that complete, cancel, listen and pause at the same time, with the turn and without it,
/// in every order of their steps: the outcome is that of some order of the whole calls.
@Tag("lincheck")
public class DeferredInterleavingsTest {

  /// A turn that goes from thread to thread. Deliveries wait until they are asked for.
  private static final class PassedOnTurn implements Turn {
    private final ConcurrentLinkedQueue<Runnable> deliveries = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
    private volatile @Nullable Thread holder;

    /// Calls a function on the turn, as the loop does it: one at a time, and then what it made
    /// ready.
    synchronized <R> R call(Supplier<R> function) {
      holder = Thread.currentThread();
      try {
        return function.get();
      } finally {
        for (Runnable delivery; (delivery = ready.poll()) != null; ) {
          delivery.run();
        }
        holder = null;
      }
    }

    void run() {
      for (Runnable delivery; (delivery = deliveries.poll()) != null; ) {
        Runnable next = delivery;
        call(() -> {
          next.run();
          return true;
        });
      }
    }

    @Override
    public boolean isOnTurn() {
      return holder == Thread.currentThread();
    }

    @Override
    public void ready(Runnable delivery) {
      ready.add(delivery);
    }

    @Override
    public boolean isNothingReady() {
      return ready.isEmpty();
    }

    @Override
    public void deliver(Runnable delivery) {
      deliveries.add(delivery);
    }

    @Override
    public void execute(Runnable task) {
      deliveries.add(task);
    }

    @Override
    public Timer startTimer(Duration delay, Runnable task) {
      return () -> {};
    }

    @Override
    public void failedUnobserved(UnobservedFailure failure) {}

    @Override
    public boolean isDebug() {
      return false;
    }

    @Override
    public Reactor reactor() {
      throw new UnsupportedOperationException("there is no reactor around this turn");
    }
  }

  /// A listener with the times at which its registration began and ended, and when it was told.
  private final class Listener {
    final int begun = clock.incrementAndGet();
    int registered;
    int told;

    void listen() {
      source.whenComplete((value, failure) -> {
        if (told != 0) {
          throw new AssertionError("told twice");
        }
        told = tellings.incrementAndGet();
      });
      registered = clock.incrementAndGet();
    }
  }

  private final PassedOnTurn turn = new PassedOnTurn();
  private final Deferred<Integer> source = new Deferred<>(turn, true);
  private final Deferred<Integer> dependent = source.thenApply(x -> x);
  private final AtomicInteger clock = new AtomicInteger();
  private final AtomicInteger tellings = new AtomicInteger();
  private final ConcurrentLinkedQueue<Listener> listeners = new ConcurrentLinkedQueue<>();

  @Operation
  public boolean succeed() {
    return source.succeed(1);
  }

  @Operation
  public boolean succeedOnTurn() {
    return turn.call(() -> source.succeed(2));
  }

  @Operation
  public boolean cancel() {
    return source.cancel();
  }

  /// Who wins over a delivery depends on when that was handed over, which is not in the order of
  /// the calls; so only the effect on the source is looked at. A second one that finds the
  /// dependent cancelled does not wait until the first has got to the source; so there is one.
  @Operation(nonParallelGroup = "dependent")
  public void cancelDependent() {
    dependent.cancel();
  }

  @Operation
  public void listen() {
    Listener listener = new Listener();
    listeners.add(listener);
    listener.listen();
  }

  @Operation
  public void listenOnTurn() {
    turn.call(() -> {
      listen();
      return true;
    });
  }

  @Operation
  public void pauseForAMoment() {
    source.pause();
    source.resume();
  }

  @Operation
  public void deliver() {
    turn.run();
  }

  /// Once all is quiet, each listener of an ended Deferred has been told once, in the order of
  /// registration; others never.
  @Validate
  public void everyListenerIsToldInOrder() {
    turn.run();
    if (source.isDone() && !dependent.isDone()) {
      throw new AssertionError("the dependent was not told");
    }
    List<Listener> all = new ArrayList<>(listeners);
    for (Listener one : all) {
      if ((one.told != 0) != source.isDone()) {
        throw new AssertionError("told: " + one.told + ", ended: " + source.isDone());
      }
      for (Listener other : all) {
        if (one.registered < other.begun && one.told > other.told) {
          throw new AssertionError("told " + one.told + " after " + other.told);
        }
      }
    }
  }

  @Test
  void everyInterleavingIsSomeOrderOfTheCalls() {
    new ModelCheckingOptions()
        .threads(3)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(1)
        .iterations(Boolean.getBoolean("triga.nightly") ? 60 : 8)
        .invocationsPerIteration(Boolean.getBoolean("triga.nightly") ? 1_000 : 200)
        .check(getClass());
  }
}
