package dev.triga.loop;

import dev.triga.async.Deferred;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// What a coroutine will return; cancelling it interrupts the coroutine at once.
final class CoroutineResult<T extends @Nullable Object> extends Deferred<T> {
  private @Nullable Coroutine coroutine;

  CoroutineResult(EventLoop loop) {
    super(loop);
  }

  /// Says whose result it is, before anybody else sees it.
  void isOf(Coroutine made) {
    coroutine = made;
  }

  /// Ends with what the coroutine has returned, which is of the right type by how it was started.
  @SuppressWarnings({"unchecked", "NullAway"})
  void accept(@Nullable Object value) {
    succeed((T) value);
  }

  @Override
  protected void cancelled(CancellationException why) {
    var running = coroutine;
    if (running != null && !running.isOver()) {
      running.cancelled(why);
    }
  }
}
