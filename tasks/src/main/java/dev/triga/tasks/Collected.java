package dev.triga.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keeps all outcomes until the batch is over.
final class Collected<T extends @Nullable Object, R extends @Nullable Object> implements Delivery {
  private final List<Piece> pieces = new ArrayList<>();
  private final Consumer<Collected<T, R>> whenOver;

  /// Set when it is over.
  private @Nullable Outcomes<T, R> outcomes;

  private @Nullable RuntimeException failure;

  /// @param whenOver called without the lock
  Collected(Consumer<Collected<T, R>> whenOver) {
    this.whenOver = whenOver;
  }

  @Override
  public void deliver(BatchRun batch, Piece piece) {
    pieces.add(piece);
    batch.release(piece);
  }

  @Override
  public void over(BatchRun batch) {
    outcomes = new Outcomes<>(pieces, batch.tally, batch.ending());
    failure = batch.failure(outcomes);
    batch.schedule.afterwards(() -> whenOver.accept(this));
  }

  /// What the caller is told, once it is over.
  @Nullable RuntimeException failure() {
    return failure;
  }

  /// All of them, once it is over.
  Outcomes<T, R> outcomes() {
    if (outcomes == null) {
      throw new IllegalStateException("the batch is not over");
    }
    return outcomes;
  }
}
