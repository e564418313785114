package dev.triga.async;

import dev.triga.loop.Turn;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Work that begins when its permit comes and gives it back when it ends. On the turn.
///
/// Not made of stages: a stage that is cancelled takes no more notice of a permit that comes, nor
/// of the end of the work.
final class PermittedWork<T extends @Nullable Object> {
  private final Turn turn;
  private final Deferred<Permit> acquired;
  private final Callable<? extends CompletionStage<? extends T>> work;
  private final Deferred<T> result;
  private @Nullable Deferred<T> begun;

  PermittedWork(
      Turn turn, Deferred<Permit> acquired, Callable<? extends CompletionStage<? extends T>> work) {
    this.turn = turn;
    this.acquired = acquired;
    this.work = work;
    this.result = new Deferred<>(turn, true);
  }

  Deferred<T> begin() {
    var _ =
        acquired.handle((permit, failure) -> {
          if (failure != null) {
            result.fail(failure);
          } else if (result.isDone()) {
            permit.release();
          } else {
            beginWork(permit);
          }
          return null;
        });
    return result.onCancel(why -> {
      if (begun == null) {
        acquired.cancel(why);
      } else {
        begun.cancel(why);
      }
    });
  }

  private void beginWork(Permit permit) {
    begun =
        Begun.work(
            turn,
            work,
            (value, failure) -> {
              permit.release();
              if (failure == null) {
                result.succeed(value);
              } else {
                result.fail(failure);
              }
            });
  }
}
