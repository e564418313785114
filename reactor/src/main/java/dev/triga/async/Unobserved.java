package dev.triga.async;

import dev.triga.loop.Turn;
import dev.triga.loop.UnobservedFailure;
import dev.triga.reactor.Reactor;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A Deferred that failed while nobody listened, as its reactor sees it.
///
/// Without an owner and outside any reactor the failure goes to the system logger after a second,
/// by way of the JDK's own timer; one timer serves all that fail meanwhile.
final class Unobserved implements UnobservedFailure {
  private static final long GRACE_MILLIS = 1_000;
  private static final System.Logger LOGGER = System.getLogger("dev.triga.async");
  private static final Queue<Unobserved> WITHOUT_REACTOR = new ConcurrentLinkedQueue<>();
  private static final AtomicBoolean IS_SWEEP_DUE = new AtomicBoolean();

  private final Deferred<?> deferred;
  private final long failedAtNanos = System.nanoTime();

  private Unobserved(Deferred<?> deferred) {
    this.deferred = deferred;
  }

  /// Hands a failed Deferred to whoever reports it when nobody has listened for a second.
  static void watch(Deferred<?> deferred) {
    Unobserved unobserved = new Unobserved(deferred);
    if (deferred.owner != null) {
      deferred.owner.failedUnobserved(unobserved);
    } else if (Reactor.current() instanceof Turn turn) {
      turn.failedUnobserved(unobserved);
    } else {
      WITHOUT_REACTOR.add(unobserved);
      sweepLater();
    }
  }

  @Override
  public @Nullable Throwable claim() {
    Failure failure = deferred.failure();
    return deferred.observe() && failure != null ? failure.error : null;
  }

  @Override
  public String description() {
    return "nobody listened to the failure of " + deferred;
  }

  @Override
  public @Nullable Throwable creation() {
    return deferred.ended() instanceof Finish finish && finish.trace != null
        ? finish.trace.creation()
        : null;
  }

  private static void sweepLater() {
    if (IS_SWEEP_DUE.compareAndSet(false, true)) {
      CompletableFuture.delayedExecutor(GRACE_MILLIS, TimeUnit.MILLISECONDS)
          .execute(Unobserved::sweep);
    }
  }

  private static void sweep() {
    long now = System.nanoTime();
    for (Unobserved first; (first = WITHOUT_REACTOR.peek()) != null; ) {
      if (now - first.failedAtNanos < TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS)) {
        break;
      }
      if (WITHOUT_REACTOR.remove(first)) {
        first.report();
      }
    }
    IS_SWEEP_DUE.set(false);
    if (!WITHOUT_REACTOR.isEmpty()) {
      sweepLater();
    }
  }

  private void report() {
    Throwable creation = creation();
    Throwable error = claim();
    if (error != null) {
      LOGGER.log(Level.ERROR, description(), error);
      if (creation != null) {
        LOGGER.log(Level.ERROR, "its creation, for the failure above", creation);
      }
    }
  }
}
