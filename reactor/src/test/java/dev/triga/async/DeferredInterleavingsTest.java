package dev.triga.async;

import dev.triga.loop.Turn;
import dev.triga.loop.UnobservedFailure;
import dev.triga.reactor.Reactor;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Threads that complete, cancel, listen and pause at the same time, in every order of their steps:
/// the outcome is that of some order of the whole calls.
@Tag("lincheck")
public class DeferredInterleavingsTest {

  /// A turn that no operation has: deliveries wait until they are asked for.
  private static final class Elsewhere implements Turn {
    private final ConcurrentLinkedQueue<Runnable> deliveries = new ConcurrentLinkedQueue<>();

    @Override
    public boolean isOnTurn() {
      return false;
    }

    @Override
    public void ready(Runnable delivery) {
      delivery.run();
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

    /// As the loop does it: one thread at a time.
    synchronized void run() {
      for (Runnable delivery; (delivery = deliveries.poll()) != null; ) {
        delivery.run();
      }
    }
  }

  private final Elsewhere turn = new Elsewhere();
  private final Deferred<Integer> source = new Deferred<>(turn, true);
  private final Deferred<Integer> dependent = source.thenApply(x -> x);
  private final AtomicInteger listened = new AtomicInteger();
  private final AtomicInteger told = new AtomicInteger();

  @Operation
  public boolean succeed() {
    return source.succeed(1);
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
    listened.incrementAndGet();
    source.whenComplete((value, failure) -> told.incrementAndGet());
  }

  @Operation
  public void deliver() {
    turn.run();
  }

  /// Once all is quiet, each listener of an ended Deferred has been told once, others never.
  @Validate
  public void everyListenerIsTold() {
    turn.run();
    int expected = source.isDone() ? listened.get() : 0;
    if (told.get() != expected || (source.isDone() && !dependent.isDone())) {
      throw new AssertionError("told: " + told + ", expected: " + expected);
    }
  }

  @Test
  void everyInterleavingIsSomeOrderOfTheCalls() {
    new ModelCheckingOptions()
        .threads(3)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(1)
        .iterations(10)
        .invocationsPerIteration(200)
        .check(getClass());
  }
}
