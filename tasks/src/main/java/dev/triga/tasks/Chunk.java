package dev.triga.tasks;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Neighbouring tasks that one worker does one after the other.
///
/// One [word][ChunkWord] says who owns what. The worker moves the position with one atomic step per
/// task. Others may only take from it: [#cut] takes what is done and what has not begun and leaves
/// the task in the middle, [#seize] takes that too, and the worker notices when its next step
/// fails. So a task has one owner at any time, and whoever owns it settles it, once.
final class Chunk extends ChunkTasks {
  /// The most tasks in one.
  static final int SIZE_MAX = 4096;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Chunk.class, "state", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// Who has taken it.
  @Nullable Worker worker;

  /// The word, if the tasks are done by another process, which has it too; else null.
  private @Nullable SharedWord shared;

  /// The last position at which what is done was asked for. Under the schedule's lock.
  private int askedAt;

  /// The chunk that the same thread has in hand further out: a task of that one waits for a batch.
  @Nullable Chunk outer;

  /// Why the first attempt failed that makes the batch stop.
  @Nullable Throwable stopCause;

  /// Whether whoever seized it has interrupted its thread.
  private volatile boolean isInterruptSent;

  // For the schedule, under its lock.
  int slot = -1;
  long strayUntilNanos;

  private volatile long state;

  Chunk(
      BatchRun batch,
      long first,
      int size,
      @Nullable Object[] tasks,
      int offset,
      long @Nullable [] bytes,
      int number) {
    super(batch, first, size, tasks, offset, bytes, number);
    this.state = size;
  }

  // ---- The worker's side ----

  /// Called once, by the worker that will do it, under the lock.
  void begin(Worker by, boolean isEachTimed) {
    worker = by;
    shared = by.word();
    if (shared != null) {
      shared.set(state);
    }
    ended = isEachTimed ? new long[size] : null;
    begunNanos = System.nanoTime();
  }

  /// The task at `i` has returned.
  ///
  /// @return the position of the next, or -1 when there is none
  int returned(int i, @Nullable Object value) {
    if (ended != null) {
      ended[i] = System.nanoTime();
    }
    ends[i] = value;
    return further(i);
  }

  /// The task at `i` has failed for good.
  int failed(int i, Throwable error) {
    hasSettled = true;
    return returned(i, new Thrown(error));
  }

  private int further(int i) {
    long now = state;
    if (i + 1 < ChunkWord.limit(now)
        && ChunkWord.isOpen(now)
        && STATE.compareAndSet(this, now, now + ChunkWord.ONE_FURTHER)) {
      if (Thread.currentThread().isInterrupted()) {
        clearInterrupt();
      }
      return i + 1;
    }
    return furtherOrDone(i);
  }

  private int furtherOrDone(int i) {
    for (long now = state; ChunkWord.isOpen(now); now = state) {
      boolean isLast = i + 1 >= ChunkWord.limit(now);
      if (STATE.compareAndSet(
          this, now, isLast ? now | ChunkWord.DONE : now + ChunkWord.ONE_FURTHER)) {
        clearInterrupt();
        return isLast ? -1 : i + 1;
      }
    }
    awaitInterrupt();
    return -1;
  }

  /// The task at `i` has failed so that the batch has to stop: what stands behind it goes back.
  ///
  /// @return -1
  int failedLast(int i, Throwable error) {
    if (ended != null) {
      ended[i] = System.nanoTime();
    }
    ends[i] = new Thrown(error);
    hasSettled = true;
    for (long now = state; ChunkWord.isOpen(now); now = state) {
      if (STATE.compareAndSet(
          this, now, ChunkWord.of(ChunkWord.base(now), i, i + 1) | ChunkWord.DONE)) {
        stopCause = error;
        handOn(i + 1, ChunkWord.limit(now));
        clearInterrupt();
        return -1;
      }
    }
    awaitInterrupt();
    return -1;
  }

  /// It was seized before its worker had begun it.
  ///
  /// @return -1
  int abandonFirst() {
    awaitInterrupt();
    return -1;
  }

  /// Lets go of the task at `i`, whose attempt has failed and will be made again, delivers what is
  /// done before it, and goes on behind it.
  ///
  /// @return the position of the next task, or -1 when there is none
  int skip(int i, Outcome<?, ?> last, long delayNanos) {
    if (ended != null) {
      ended[i] = System.nanoTime();
    }
    for (long now = state; ChunkWord.isOpen(now); now = state) {
      int limit = ChunkWord.limit(now);
      int next = i + 1;
      boolean isLast = next >= limit;
      if (STATE.compareAndSet(
          this, now, ChunkWord.of(next, next, limit) | (isLast ? ChunkWord.DONE : 0))) {
        clearInterrupt();
        batch.tryAgain(this, ChunkWord.base(now), i, last, delayNanos);
        return isLast ? -1 : next;
      }
    }
    awaitInterrupt();
    return -1;
  }

  /// Whoever seized the chunk interrupts its thread: that interrupt must not hit what the thread
  /// does next.
  private void awaitInterrupt() {
    while (!isInterruptSent) {
      // Whoever seized it is about to, and holds a lock meanwhile.
      LockSupport.parkNanos(this, 1_000);
    }
    clearInterrupt();
  }

  /// An interrupt meant for a task ends with it. One that was meant for the task further out, which
  /// waits for this batch, ends the batch.
  private void clearInterrupt() {
    if (Thread.interrupted() && isOuterSeized()) {
      batch.cancelFromWorker();
    }
  }

  /// Whether a task further out, which waits for this one, has been taken from this thread.
  boolean isOuterSeized() {
    for (Chunk further = outer; further != null; further = further.outer) {
      if (further.isSeized()) {
        return true;
      }
    }
    return false;
  }

  // ---- The side of those who take ----

  boolean isSeized() {
    return (now() & ChunkWord.SEIZED) != 0;
  }

  private long now() {
    return shared == null ? state : shared.get();
  }

  private boolean move(long from, long to) {
    return shared == null ? STATE.compareAndSet(this, from, to) : shared.move(from, to);
  }

  /// Whether its worker has not even found it yet.
  boolean isUnderWay() {
    return shared != null && (shared.get() & ChunkWord.BEGUN) == 0;
  }

  /// The position of the task that is being done.
  int position() {
    return ChunkWord.position(now());
  }

  /// Whether the task with that index is being done, and nobody has taken it.
  boolean isAt(long index) {
    long now = now();
    return ChunkWord.isOpen(now) && first + ChunkWord.position(now) == index;
  }

  /// Whether [#cut] would get anything.
  boolean isCuttable() {
    long now = now();
    int reported = shared == null ? ChunkWord.base(now) : askedAt;
    return ChunkWord.isOpen(now)
        && (ChunkWord.position(now) > reported
            || ChunkWord.limit(now) > ChunkWord.position(now) + 1);
  }

  /// Takes what is done and what has not begun, unless the task at `expected` has ended meanwhile.
  ///
  /// @return what is done, or null if there is none; what has not begun went back to the batch
  @Nullable Piece cut(int expected) {
    long now = now();
    int position = ChunkWord.position(now);
    if (!ChunkWord.isOpen(now) || position != expected) {
      return null;
    }
    int base = shared == null ? position : 0;
    long mark = now & ChunkWord.BEGUN;
    if (!move(now, ChunkWord.of(base, position, position + 1) | mark)) {
      return null;
    }
    handOn(position + 1, ChunkWord.limit(now));
    if (shared != null) {
      askedAt = position;
      if (worker != null) {
        worker.flush();
      }
      return null;
    }
    return position == ChunkWord.base(now) ? null : piece(ChunkWord.base(now), position);
  }

  /// Takes everything, unless the task at `expected` has ended meanwhile; -1 takes it wherever it
  /// is. The caller settles the task at the position, and interrupts the thread.
  ///
  /// @return what it was, to be asked with [#seizedPosition] and [#seizedDone]; -1 if it was too
  ///   late
  long seize(int expected) {
    for (long now = now(); ChunkWord.isOpen(now); now = now()) {
      if (expected >= 0 && ChunkWord.position(now) != expected) {
        return -1;
      }
      if (move(now, now | ChunkWord.SEIZED)) {
        handOn(ChunkWord.position(now) + 1, ChunkWord.limit(now));
        return now;
      }
    }
    return -1;
  }

  /// Ends what does not come back although it was interrupted. Under the lock.
  ///
  /// @return false if it cannot be ended
  boolean kill() {
    return shared != null && worker != null && worker.kill();
  }

  /// When its first task began, as far as can be told when that is looked for.
  long firstSeenNanos() {
    return shared == null ? begunNanos : System.nanoTime();
  }

  /// Called by who has seized it: interrupts the task that is running.
  void interrupt() {
    if (worker != null) {
      worker.interrupt();
    }
    isInterruptSent = true;
  }

  static int seizedPosition(long seized) {
    return ChunkWord.position(seized);
  }

  /// What was done when it was seized, or null if there is nothing.
  @Nullable Piece seizedDone(long seized) {
    return shared != null || ChunkWord.position(seized) == ChunkWord.base(seized)
        ? null
        : piece(ChunkWord.base(seized), ChunkWord.position(seized));
  }

  private void handOn(int from, int to) {
    if (from < to) {
      batch.putBack(part(from, to));
    }
  }

  // ---- The side of who speaks with a process that does it ----

  /// How many tasks it has still.
  int limit() {
    return ChunkWord.limit(now());
  }

  /// How many of its tasks its worker has done, as far as is known.
  int doneByWorker() {
    return shared == null ? size : worked();
  }

  /// How long its worker has been at work on them.
  long workedNanos(long now) {
    return shared == null ? now - begunNanos : workedNanos();
  }

  /// An error of one of its tasks is to stop the batch; the first counts.
  void stop(Throwable error) {
    if (stopCause == null) {
      stopCause = error;
    }
  }

  /// Hands on the tasks from `to` on, before the process has seen any.
  void trim(int to) {
    batch.schedule.lock();
    try {
      for (long now = now(); ChunkWord.isOpen(now) && ChunkWord.limit(now) > to; now = now()) {
        if (move(now, ChunkWord.of(ChunkWord.base(now), ChunkWord.position(now), to))) {
          handOn(to, ChunkWord.limit(now));
        }
      }
    } finally {
      batch.schedule.unlock();
    }
  }

  /// The process has died: nobody else takes anything from now on.
  ///
  /// @return the word as the process left it
  long close() {
    return shared == null ? state : shared.mark(ChunkWord.DONE);
  }

  /// Hands on what stands behind the tasks that have ended, unless whoever seized the chunk has
  /// done so. Under the lock, when it is closed.
  void handOnRest(int from) {
    long now = now();
    if ((now & ChunkWord.SEIZED) == 0) {
      handOn(from, ChunkWord.limit(now));
    }
  }

  // ---- What comes of it ----

  /// What its worker has done and nobody else has taken, or null if there is nothing. It is done.
  @Nullable Piece rest() {
    long now = state;
    return shared != null || ChunkWord.base(now) >= ChunkWord.limit(now)
        ? null
        : piece(ChunkWord.base(now), ChunkWord.limit(now));
  }
}
