package dev.triga.tasks;

import org.jspecify.annotations.Nullable;

/// The outcomes of neighbouring tasks. A success costs a reference in an array here; the outcome is
/// made of it when somebody asks. Immutable once made.
final class Piece {
  /// The position of its first task in the input.
  final long first;

  final int size;

  /// How much its tasks weigh in the window.
  final long bytes;

  private final @Nullable Object[] tasks;
  private final int taskOffset;

  /// What the tasks gave, or null if none of them has begun.
  private final @Nullable Object @Nullable [] ends;

  private final int endOffset;
  private final Timing timing;
  private final int number;

  /// Why tasks that have not begun are lost; null if they are cancelled.
  private final @Nullable String lostWhy;

  private Piece(
      long first,
      int size,
      long bytes,
      @Nullable Object[] tasks,
      int taskOffset,
      @Nullable Object @Nullable [] ends,
      int endOffset,
      Timing timing,
      int number,
      @Nullable String lostWhy) {
    this.first = first;
    this.size = size;
    this.bytes = bytes;
    this.tasks = tasks;
    this.taskOffset = taskOffset;
    this.ends = ends;
    this.endOffset = endOffset;
    this.timing = timing;
    this.number = number;
    this.lostWhy = lostWhy;
  }

  /// What a chunk has done.
  static Piece done(
      long first,
      int size,
      long bytes,
      @Nullable Object[] tasks,
      int taskOffset,
      @Nullable Object[] ends,
      int endOffset,
      Timing timing,
      int number) {
    return new Piece(first, size, bytes, tasks, taskOffset, ends, endOffset, timing, number, null);
  }

  /// Tasks that have not begun and will not.
  ///
  /// @param lostWhy what became of the workers; null if the tasks are no longer wanted
  static Piece unbegun(
      long first,
      int size,
      long bytes,
      @Nullable Object[] tasks,
      int taskOffset,
      @Nullable String lostWhy) {
    return new Piece(first, size, bytes, tasks, taskOffset, null, 0, Timing.NONE, 0, lostWhy);
  }

  /// One task that ended in a way of its own.
  static Piece single(long first, long bytes, Outcome<?, ?> outcome) {
    Object[] ends = {new Settled(outcome)};
    return new Piece(first, 1, bytes, ends, 0, ends, 0, Timing.NONE, 0, null);
  }

  /// The position behind its last task.
  long end() {
    return first + size;
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // Nullness and types are those of the batch.
  <T extends @Nullable Object, R extends @Nullable Object> Outcome<T, R> outcome(int i) {
    if (ends == null) {
      T task = (T) tasks[taskOffset + i];
      Attempt none = Attempt.none(first + i);
      return lostWhy == null ? new Cancelled<>(task, none) : new Lost<>(task, lostWhy, none);
    }
    Object end = ends[endOffset + i];
    if (end instanceof Settled settled) {
      return (Outcome<T, R>) settled.outcome();
    }
    if (end instanceof Thrown thrown) {
      return new Failure<>((T) tasks[taskOffset + i], thrown.error(), attempt(i));
    }
    return new Success<>((T) tasks[taskOffset + i], (R) end, attempt(i));
  }

  private Attempt attempt(int i) {
    int at = endOffset + i;
    return new Attempt(first + i, number, timing.start(at), timing.took(at));
  }

  /// The result of a success; null for anything else.
  @Nullable Object valueOrNull(int i) {
    Object end = ends == null ? null : ends[endOffset + i];
    return switch (end) {
      case Settled settled -> settled.outcome().valueOrNull();
      case Thrown _ -> null;
      case null, default -> end;
    };
  }

  /// Adds its outcomes to `tally`.
  ///
  /// @param isPlain whether all are known to be successes
  void count(Tally tally, boolean isPlain) {
    if (ends == null) {
      if (lostWhy == null) {
        tally.cancelled += size;
      } else {
        tally.lost += size;
      }
    } else if (isPlain) {
      tally.succeeded += size;
    } else {
      for (int i = 0; i < size; i++) {
        tally.add(ends[endOffset + i]);
      }
    }
  }
}
