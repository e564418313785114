package dev.triga.async;

import dev.triga.loop.Coroutine;
import dev.triga.reactor.Reactor;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The place to import [#await] from: `import static dev.triga.async.Await.await;`.
public final class Await {
  private Await() {}

  /// Waits for a result and returns it, so that asynchronous code reads from top to bottom.
  ///
  /// **In a coroutine** ([Reactor#async]) the loop goes on meanwhile; other callbacks and
  /// coroutines of the reactor run, and when this returns the coroutine has the turn again. That is
  /// so also when the result is there already: each await lets the others have their turn. The
  /// result may be of another reactor, or of none.
  ///
  /// **On the turn outside a coroutine** it is refused: nothing else of the reactor could ever run.
  ///
  /// **Elsewhere** it blocks the calling thread. If the result belongs to a reactor that nobody
  /// runs, the calling thread runs that reactor until the result is there, and leaves it able to
  /// run again: so the same API serves a program without a loop.
  ///
  /// **Failures** are thrown as they are, checked ones too, never in a
  /// [java.util.concurrent.CompletionException]; the stack of the await is added to them as a
  /// suppressed exception (at most 16 per failure), so that the trace tells who awaited what.
  ///
  /// **Cancelling.** A coroutine whose result is cancelled gets that [CancelFailure] out of its
  /// await, once: what it awaits afterwards, to clean up, is awaited in the ordinary way. What it
  /// was waiting for is cancelled too, unless somebody else listens to it. An interrupt of the
  /// waiting thread does the same, with an [InterruptedException] as the cause; outside a coroutine
  /// the thread stays interrupted.
  ///
  /// @param stage what to wait for
  /// @throws IllegalStateException on the turn outside a coroutine
  /// @throws java.util.concurrent.CancellationException if the stage, or the waiting, was cancelled
  /// @throws dev.triga.reactor.ReactorStoppedException outside a coroutine, if the result belongs
  ///   to a reactor that has stopped and does not come any more; in a coroutine that is the cause
  ///   of a cancellation
  public static <T extends @Nullable Object> T await(CompletionStage<? extends T> stage) {
    Deferred<T> source = Deferred.of(Objects.requireNonNull(stage, "the stage is null"));
    var coroutine = Coroutine.current();
    if (coroutine != null) {
      return new AwaitInside<>(source, coroutine).result();
    }
    var reactor = Reactor.current();
    if (reactor != null) {
      throw new IllegalStateException(
          "await of "
              + source
              + " on the turn of reactor '"
              + reactor.name()
              + "', which would wait for itself; use await inside reactor.async(...), or listen"
              + " with thenAccept and exceptionally");
    }
    return new AwaitOutside<>(source).result();
  }
}
