package dev.triga.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A run of places in a [SubmissionQueue]. Chunks are numbered in the order of the queue; a chunk
/// that waits to be used again has no number.
final class SubmissionChunk {
  static final int SIZE_BITS = 10;
  static final int SIZE = 1 << SIZE_BITS;
  static final int OFFSET_MASK = SIZE - 1;
  static final long NO_NUMBER = -1;

  private static final VarHandle TASKS = MethodHandles.arrayElementVarHandle(Runnable[].class);

  private final @Nullable Runnable[] tasks = new Runnable[SIZE];
  private volatile long number = NO_NUMBER;
  private volatile @Nullable SubmissionChunk next;
  private volatile @Nullable SubmissionChunk previous;

  long number() {
    return number;
  }

  /// Enters the queue after the given chunk.
  void begin(long newNumber, @Nullable SubmissionChunk before) {
    previous = before;
    next = null;
    number = newNumber;
  }

  /// Leaves the queue, emptied.
  void end() {
    number = NO_NUMBER;
    // A chunk in use must not keep those after it alive through one that is not.
    next = null;
  }

  void link(SubmissionChunk following) {
    next = following;
  }

  @Nullable SubmissionChunk next() {
    return next;
  }

  void forgetPrevious() {
    previous = null;
  }

  /// The chunk that many places before this one, which is known to be in use.
  SubmissionChunk back(long steps) {
    SubmissionChunk chunk = this;
    for (long step = 0; step < steps; step++) {
      chunk = Objects.requireNonNull(chunk.previous, "a chunk with unwritten places");
    }
    return chunk;
  }

  void write(int offset, Runnable task) {
    TASKS.setRelease(tasks, offset, task);
  }

  @Nullable Runnable take(int offset) {
    Runnable task = (Runnable) TASKS.getAcquire(tasks, offset);
    if (task != null) {
      // The chunk is handed on with a barrier before anybody writes here again.
      TASKS.set(tasks, offset, (Runnable) null);
    }
    return task;
  }
}
