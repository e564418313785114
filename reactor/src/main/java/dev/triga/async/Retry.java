package dev.triga.async;

import dev.triga.loop.Turn;
import dev.triga.reactor.Reactor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Attempts one after the other, with a wait after each that failed. On the turn.
final class Retry<T extends @Nullable Object> {
  private final Reactor reactor;
  private final Turn turn;
  private final Backoff backoff;
  private final Callable<? extends CompletionStage<? extends T>> attempt;
  private final long began;
  private final Deferred<T> result;

  /// The attempt or the wait in progress.
  private @Nullable Deferred<?> current;

  private int failures;

  Retry(
      Reactor reactor, Backoff backoff, Callable<? extends CompletionStage<? extends T>> attempt) {
    this.reactor = reactor;
    this.turn = (Turn) reactor;
    this.backoff = backoff;
    this.attempt = attempt;
    this.began = reactor.clock().nanoTime();
    this.result = Deferred.named("retry", reactor);
  }

  Deferred<T> begin() {
    result.onCancel(why -> {
      if (current != null) {
        current.cancel(why);
      }
    });
    tryOnce();
    return result;
  }

  private void tryOnce() {
    current = Begun.work(turn, attempt, this::ended);
  }

  private void ended(T value, @Nullable Throwable failure) {
    if (failure == null) {
      result.succeed(value);
    } else {
      failed(failure);
    }
  }

  private void failed(Throwable failure) {
    if (result.isDone()) {
      return;
    }
    failures = Math.max(failures, failures + 1); // Stays at the largest number.
    Duration elapsed = Duration.ofNanos(reactor.clock().nanoTime() - began);
    try {
      Optional<Duration> delay = backoff.delay(failures, elapsed, failure, reactor.random());
      if (delay.isPresent()) {
        Deferred<?> wait = reactor.deferLater(delay.get());
        current = wait;
        var _ = wait.thenRun(this::tryOnceUnlessDone);
        return;
      }
    } catch (RuntimeException refused) {
      refused.addSuppressed(failure);
      result.fail(refused);
      return;
    }
    result.fail(failure);
  }

  private void tryOnceUnlessDone() {
    if (!result.isDone()) {
      tryOnce();
    }
  }
}
