package dev.triga.loop;

import dev.triga.async.Deferred;
import dev.triga.reactor.ReactorStoppedException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// A thread that has something done on the turn of a reactor and waits for it.
final class BlockingCall {
  private BlockingCall() {}

  static <T extends @Nullable Object> T make(EventLoop loop, Callable<? extends T> function) {
    var current = EventLoop.ofThisThread();
    if (current != null) {
      throw new IllegalStateException(
          "blockingCallFromThread on the turn of reactor '"
              + current.name()
              + "', which would stand still meanwhile"
              + (current == loop ? " and wait for itself" : "")
              + "; call the function directly, or await reactor.async(...) in a coroutine");
    }
    Deferred<T> result = loop.async(function);
    var isDone = new CountDownLatch(1);
    var ignored = result.whenComplete((_, _) -> isDone.countDown()).exceptionally(_ -> null);
    try {
      isDone.await();
    } catch (InterruptedException e) {
      var _ = result.cancel(e);
      Thread.currentThread().interrupt();
    }
    return valueOf(loop, result);
  }

  private static <T extends @Nullable Object> T valueOf(EventLoop loop, Deferred<T> result) {
    if (result.isSucceeded()) {
      return result.resultNow();
    }
    Throwable failure = result.failureNow();
    if (result.isCancelled() && failure.getCause() instanceof ReactorStoppedException) {
      throw loop.coroutines().stopped("a blocking call");
    }
    failure.addSuppressed(
        new Throwable("the blocking call of thread '" + Thread.currentThread().getName() + "'"));
    throw WorkFailures.raise(failure);
  }
}
