package dev.triga.async;

import dev.triga.loop.Coroutine;
import org.jspecify.annotations.Nullable;

/// A coroutine that waits for a Deferred: as a listener it gives the coroutine the turn again.
final class AwaitInside<T extends @Nullable Object> extends AwaitStage<T> {
  private final Coroutine coroutine;

  AwaitInside(Deferred<T> awaited, Coroutine coroutine) {
    super(awaited);
    this.coroutine = coroutine;
  }

  T result() {
    begin();
    do {
      Throwable why = isPending() ? coroutine.takeCancellation() : null;
      if (why == null && !awaited.isDone()) {
        why = coroutine.refusal();
      }
      if (why != null) {
        giveUp(why);
      } else {
        // Also when the result is there already: each await is a chance for the others.
        coroutine.yieldTurn();
      }
    } while (isPending());
    return resultOrThrow();
  }

  @Override
  String who() {
    return coroutine.toString();
  }

  @Override
  @Nullable Throwable origin() {
    return coroutine.origin();
  }

  @Override
  void arrived() {
    coroutine.resume();
  }
}
