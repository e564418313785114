package dev.triga.tasks;

import org.jspecify.annotations.Nullable;

/// The tasks of a [Chunk], and what has come of each: the data that its word guards.
abstract sealed class ChunkTasks permits Chunk {
  final BatchRun batch;
  final long first;
  final int size;

  /// Which attempt it is, from 1.
  final int number;

  final @Nullable Object[] tasks;
  final int offset;
  final long @Nullable [] bytes;
  final @Nullable Object[] ends;

  /// When a worker has begun with it, and when each task ended if that is measured.
  long begunNanos;

  long @Nullable [] ended;

  /// Whether any result is not a plain success. Written by the worker.
  boolean hasSettled;

  /// What another process has done of it: so many tasks in so much time. Zero where threads do.
  private int worked;

  private long workedNanos;

  // For the schedule, under its lock: how far it was when somebody last looked, and how the attempt
  // before ended.
  int seenPosition = -1;
  long seenNanos;
  @Nullable Outcome<?, ?> lastOutcome;

  ChunkTasks(
      BatchRun batch,
      long first,
      int size,
      @Nullable Object[] tasks,
      int offset,
      long @Nullable [] bytes,
      int number) {
    this.batch = batch;
    this.first = first;
    this.size = size;
    this.tasks = tasks;
    this.offset = offset;
    this.bytes = bytes;
    this.number = number;
    this.ends = new Object[size];
  }

  @Nullable Object task(int i) {
    return tasks[offset + i];
  }

  boolean contains(long index) {
    return index >= first && index < first + size;
  }

  /// The tasks from `from` to `to`, of which none has begun.
  Chunk part(int from, int to) {
    return new Chunk(batch, first + from, to - from, tasks, offset + from, bytes, number);
  }

  // ---- What another process says ----

  boolean isEachTimed() {
    return ended != null;
  }

  /// What has come of the task at `i`: its value, [Thrown] or [Settled].
  void ends(int i, @Nullable Object end) {
    ends[i] = end;
    hasSettled |= end instanceof Thrown || end instanceof Settled;
  }

  @Nullable Object end(int i) {
    return ends[i];
  }

  /// The task at `i` ended so long after the begin of the chunk.
  void ended(int i, long nanos) {
    if (ended != null) {
      ended[i] = begunNanos + nanos;
    }
  }

  /// So many tasks have taken so long in all.
  void worked(int tasks, long nanos) {
    worked = tasks;
    workedNanos = nanos;
  }

  int worked() {
    return worked;
  }

  long workedNanos() {
    return workedNanos;
  }

  // ---- What comes of it ----

  /// What came of the tasks from `from` to `to`, counted; under the lock.
  Piece piece(int from, int to) {
    var made =
        Piece.done(
            first + from,
            to - from,
            bytes(from, to),
            tasks,
            offset + from,
            ends,
            from,
            timing(to),
            number);
    made.count(batch.tally, !hasSettled);
    return made;
  }

  /// What its tasks from `from` to `to` weigh in the window.
  long bytes(int from, int to) {
    long sum = 0;
    if (bytes != null) {
      for (int i = from; i < to; i++) {
        sum += bytes[offset + i];
      }
    }
    return sum;
  }

  private Timing timing(int done) {
    long begun = begunNanos - batch.beganNanos;
    if (ended != null) {
      return Timing.measured(begun, ended, batch.beganNanos);
    }
    return Timing.evenly(
        begun, worked == 0 ? (System.nanoTime() - begunNanos) / done : workedNanos / worked);
  }

  /// The attempt at the task at `i`, which ends now. Called by the worker.
  Attempt attempt(int i) {
    long now = System.nanoTime();
    if (i == 0) {
      return attempt(i, begunNanos, now);
    }
    return attempt(i, ended != null ? ended[i - 1] : now - (now - begunNanos) / (i + 1), now);
  }

  /// The attempt at the task at `i`, which was seized.
  Attempt seizedAttempt(int i, long now) {
    long begun = seenPosition == i ? seenNanos : now;
    return attempt(i, i == 0 ? begunNanos : ended != null ? ended[i - 1] : begun, now);
  }

  private Attempt attempt(int i, long begun, long now) {
    return new Attempt(first + i, number, begun - batch.beganNanos, now - begun);
  }

  /// It will not begin: what a batch that has ended makes of it.
  ///
  /// @param lostWhy what became of the workers; null if it is no longer wanted
  Piece unbegun(@Nullable String lostWhy) {
    Piece piece =
        lastOutcome == null
            ? Piece.unbegun(first, size, bytes(0, size), tasks, offset, lostWhy)
            : Piece.single(first, bytes(0, 1), lastOutcome);
    piece.count(batch.tally, false);
    return piece;
  }

  /// A further attempt at the task at `i`, after one that ended so.
  Chunk again(int i, Outcome<?, ?> last) {
    var chunk =
        new Chunk(
            batch,
            first + i,
            1,
            new Object[] {task(i)},
            0,
            bytes == null ? null : new long[] {bytes[offset + i]},
            number + 1);
    chunk.lastOutcome = last;
    return chunk;
  }
}
