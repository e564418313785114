package dev.triga.async;

import dev.triga.loop.Failures;
import dev.triga.loop.Turn;
import dev.triga.reactor.Reactor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Limits the time of a Deferred.
final class Timeout {
  private Timeout() {}

  /// Makes the stage that ends in time.
  ///
  /// @param fallback finds a value in place of the failure, if given
  static <T extends @Nullable Object> Deferred<T> of(
      Deferred<T> source, Duration limit, @Nullable Supplier<? extends T> fallback) {
    if (limit.isNegative()) {
      throw new IllegalArgumentException(
          "a time-out of " + limit + " is not possible; it must not be negative");
    }
    Stages.Relay<T> stage = new Stages.Relay<>(source.owner, source, "timeout");
    if (source.isPending()) {
      Turn.Timer timer = start(source.owner, limit, () -> expire(stage, limit, fallback));
      if (!stage.putAside(new Aside.AtEnd(timer::drop, null))) {
        timer.drop();
      }
    }
    source.listen(stage, null);
    return stage;
  }

  private static Turn.Timer start(@Nullable Turn owner, Duration limit, Runnable task) {
    if (owner != null) {
      return owner.startTimer(limit, task);
    }
    if (Reactor.current() instanceof Turn turn) {
      return turn.startTimer(limit, task);
    }
    CompletableFuture<@Nullable Void> timer = new CompletableFuture<>();
    var _ = timer.completeOnTimeout(null, nanos(limit), TimeUnit.NANOSECONDS).thenRunAsync(task);
    return () -> timer.cancel(false);
  }

  private static long nanos(Duration limit) {
    try {
      return limit.toNanos();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  private static <T extends @Nullable Object> void expire(
      Deferred<T> stage, Duration limit, @Nullable Supplier<? extends T> fallback) {
    if (stage.isDone()) {
      return;
    }
    TimeoutFailure failure = new TimeoutFailure(limit);
    CancelFailure why = new CancelFailure(failure);
    if (fallback == null) {
      CancelSweep.cancel(stage, new Failure(failure), why);
      return;
    }
    try {
      CancelSweep.cancel(stage, Encoded.value(fallback.get()), why);
    } catch (Throwable error) {
      CancelSweep.cancel(stage, new Failure(error, Failures.isFatal(error)), why);
      if (Failures.isFatal(error)) {
        throw error;
      }
    }
  }
}
