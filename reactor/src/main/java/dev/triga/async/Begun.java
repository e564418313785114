package dev.triga.async;

import dev.triga.loop.Failures;
import dev.triga.loop.Turn;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Begins work on behalf of something else.
final class Begun {
  private Begun() {}

  /// Calls `work` now and tells `ended` how it ended, later, on the turn. What it throws is a
  /// failure like any other; what is fatal is thrown on besides.
  ///
  /// @param ended told exactly once, with a value or a failure
  /// @return to be cancelled to cancel the work, unless somebody else listens to that; `ended` is
  ///   told of it
  static <T extends @Nullable Object> Deferred<T> work(
      Turn turn,
      Callable<? extends CompletionStage<? extends T>> work,
      BiConsumer<? super @Nullable T, ? super @Nullable Throwable> ended) {
    Deferred<T> here;
    try {
      here =
          Deferred.<T>of(Objects.requireNonNull(work.call(), "the work returned null, no stage"))
              .on(turn);
    } catch (Throwable failure) {
      Deferred<T> failed = new Deferred<>(turn, true);
      tell(failed, ended);
      failed.fail(failure);
      if (Failures.isFatal(failure)) {
        throw Failure.raise(failure);
      }
      return failed;
    }
    tell(here, ended);
    return here;
  }

  private static <T extends @Nullable Object> void tell(
      Deferred<T> work, BiConsumer<? super @Nullable T, ? super @Nullable Throwable> ended) {
    var _ =
        work.handle((value, failure) -> {
          ended.accept(value, failure);
          return null;
        });
  }
}
