package dev.triga.tasks;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Tasks that are all there: copied once, claimed by position.
final class Snapshot implements Source {
  /// A larger collection is read like an input without an end.
  static final int SIZE_MAX = 1 << 24;

  /// A batch's last tasks are spread over the workers: this many chunks for each.
  private static final int CHUNKS_PER_WORKER_MIN = 4;

  private final @Nullable Object[] tasks;
  private final int workers;
  private int next;

  Snapshot(Collection<?> tasks, int workers) {
    this.tasks = tasks.toArray();
    this.workers = workers;
  }

  @Override
  public boolean hasTasks() {
    return next < tasks.length;
  }

  @Override
  public boolean isExhausted() {
    return next >= tasks.length;
  }

  @Override
  public long total() {
    return tasks.length;
  }

  @Override
  public @Nullable Chunk claim(BatchRun batch, int max) {
    int left = tasks.length - next;
    if (left == 0) {
      return null;
    }
    int share = left / (CHUNKS_PER_WORKER_MIN * workers);
    int size = Math.min(left, Math.min(max, Math.max(1, share)));
    var chunk = new Chunk(batch, next, size, tasks, next, null, 1);
    next += size;
    return chunk;
  }

  @Override
  public boolean isAhead(long index) {
    return index >= next && index < tasks.length;
  }

  @Override
  public @Nullable Piece close(@Nullable String lostWhy) {
    int from = next;
    next = tasks.length;
    return from == next ? null : Piece.unbegun(from, next - from, 0, tasks, from, lostWhy);
  }

  @Override
  public void begin() {}

  @Override
  public void released(int tasks, long bytes) {}
}
