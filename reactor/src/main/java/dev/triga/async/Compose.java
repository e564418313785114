package dev.triga.async;

import dev.triga.loop.Turn;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A stage that takes over the result of another stage which a function finds, given the value or
/// the failure of the source.
///
/// It listens to that inner one itself, so waiting for it costs no further object.
final class Compose<T extends @Nullable Object> extends Stage<T> {
  private final boolean isForFailures;

  /// Whether it listens to what the function has found.
  private boolean isFollowing;

  /// @param isForFailures whether the function is given failures, instead of values
  Compose(
      @Nullable Turn owner,
      Deferred<?> source,
      Function<?, ? extends CompletionStage<? extends T>> function,
      boolean isForFailures) {
    super(owner, source, function);
    this.isForFailures = isForFailures;
  }

  @Override
  @Nullable Object outcome(Object result) {
    if (isFollowing || result instanceof Failure != isForFailures) {
      return result;
    }
    Function<@Nullable Object, CompletionStage<T>> find = function();
    CompletionStage<T> inner =
        find.apply(result instanceof Failure f ? f.error : Encoded.decode(result));
    if (inner == null) {
      throw new NullPointerException(
          "the function returned null; it must return a CompletionStage (for a value that is"
              + " there already use thenApply or Deferred.succeeded)");
    }
    if (inner == this) {
      throw new IllegalStateException("the function returned the stage that waits for it: " + this);
    }
    return follow(Deferred.of(inner));
  }

  private @Nullable Object follow(Deferred<T> inner) {
    Object end = inner.ended();
    if (end != null && !Finish.at(end).isHolding()) {
      inner.observe();
      return Finish.result(end);
    }
    isFollowing = true;
    source = inner;
    if (owner != null && inner.owner != owner) {
      putAside(new Aside.Away(null));
    }
    inner.listen(this, null);
    VarHandle.fullFence();
    Failure failure = failure();
    if (failure != null
        && failure.error instanceof CancellationException why
        && inner.isAbandonedBut(this)) {
      // It was cancelled by another thread which may not have seen that it waits for this one. With
      // the fence either that thread sees the source or this one sees the cancellation.
      CancelSweep.cancel(inner, null, why);
    }
    return null;
  }
}
