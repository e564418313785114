package dev.triga.tasks;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Keeps outcomes until somebody takes them, in the order of the input or as they come about. Under
/// the schedule's lock.
final class Streamed implements Delivery {
  private final boolean isOrdered;
  private final ArrayDeque<Piece> ready = new ArrayDeque<>();

  /// Pieces that wait for one before them, by the position of their first task.
  private final Map<Long, Piece> early = new HashMap<>();

  private long next;
  private boolean isOver;
  private @Nullable RuntimeException failure;

  Streamed(boolean isOrdered) {
    this.isOrdered = isOrdered;
  }

  @Override
  public void deliver(BatchRun batch, Piece piece) {
    if (!isOrdered) {
      ready.addLast(piece);
    } else if (piece.first != next) {
      early.put(piece.first, piece);
      return;
    } else {
      for (Piece one = piece; one != null; one = early.remove(next)) {
        ready.addLast(one);
        next = one.end();
      }
    }
    batch.wakeWaiting();
  }

  @Override
  public void over(BatchRun batch) {
    isOver = true;
    failure = batch.failure(null);
  }

  boolean isReady() {
    return !ready.isEmpty() || isOver;
  }

  /// The next piece, or null if there is none now.
  @Nullable Piece poll() {
    return ready.pollFirst();
  }

  /// Whether there is nothing left and will be nothing more.
  boolean isFinished() {
    return isOver && ready.isEmpty();
  }

  /// What the caller is told at the end.
  @Nullable RuntimeException failure() {
    return failure;
  }
}
