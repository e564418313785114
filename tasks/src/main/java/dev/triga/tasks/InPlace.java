package dev.triga.tasks;

import dev.triga.reactor.Halt;
import org.jspecify.annotations.Nullable;

/// Calls the action on the worker's own thread.
final class InPlace implements Performer {
  @Override
  @SuppressWarnings("NullAway") // A task may be null where its type allows it.
  public void perform(Chunk chunk) {
    Action<@Nullable Object, @Nullable Object> action = chunk.batch.action;
    int i = chunk.isSeized() ? chunk.abandonFirst() : 0;
    while (i >= 0) {
      Object value;
      try {
        value = action.run(chunk.task(i));
      } catch (Throwable error) { // Whatever a task throws is its outcome.
        i = failed(chunk, i, error);
        continue;
      }
      i = chunk.returned(i, value);
    }
  }

  private static int failed(Chunk chunk, int i, Throwable error) {
    BatchRun batch = chunk.batch;
    boolean isHalt = error instanceof Halt;
    long delay = isHalt ? -1 : batch.retryDelayNanos(chunk.number, error);
    if (delay >= 0 || TroubleEvent.isOn()) {
      Outcome<?, ?> last = failure(chunk, i, error);
      TroubleEvent.record(batch, last, delay >= 0);
      if (delay >= 0) {
        return chunk.skip(i, last, delay);
      }
    }
    return isHalt || batch.options.onError() != ErrorPolicy.CONTINUE
        ? chunk.failedLast(i, error)
        : chunk.failed(i, error);
  }

  @SuppressWarnings("NullAway") // As above.
  private static Outcome<?, ?> failure(Chunk chunk, int i, Throwable error) {
    return new Failure<>(chunk.task(i), error, chunk.attempt(i));
  }
}
