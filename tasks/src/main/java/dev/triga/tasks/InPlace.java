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

  @SuppressWarnings("NullAway") // As above.
  private static int failed(Chunk chunk, int i, Throwable error) {
    Outcome<?, ?> outcome = new Failure<>(chunk.task(i), error, chunk.attempt(i));
    boolean isHalt = error instanceof Halt;
    long delay = isHalt ? -1 : chunk.batch.retryDelayNanos(chunk.number, error);
    TroubleEvent.record(chunk.batch, outcome, delay >= 0);
    if (delay >= 0) {
      return chunk.skip(i, outcome, delay);
    }
    return isHalt || chunk.batch.options.onError() != ErrorPolicy.CONTINUE
        ? chunk.settledLast(i, outcome, error)
        : chunk.settled(i, outcome);
  }
}
