package dev.triga.tasks;

import dev.triga.async.Backoff;
import dev.triga.reactor.Halt;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/// A batch on its way: what of it waits, what runs, and how it ends. Everything that changes is
/// guarded by the schedule's lock, unless it says otherwise.
final class BatchRun {
  private static final byte[] NO_BYTES = {};

  final Schedule schedule;

  /// Tells its action from those of the pool's other batches.
  final long id;

  final Action<@Nullable Object, @Nullable Object> action;
  final BatchOptions options;
  final Tally tally = new Tally();
  final long beganNanos = System.nanoTime();

  /// Signalled when something has changed for those who wait for this batch.
  final Condition changed;

  private final Source source;
  private final Delivery delivery;
  private final Backlog backlog = new Backlog();
  private final byte[] actionBytes;
  private final AtWork atWork;
  private final ChunkSize chunkSize;
  private final Conclusion conclusion;

  /// How many tasks of a snapshot have been claimed and not been released. A feed has its own
  /// account.
  private long held;

  private long usedNanos;
  private long lastEndNanos = beganNanos;
  private int waiting;
  private boolean isOver;
  private final @Nullable ProgressFeed progress;
  private long progressDueNanos;
  private final @Nullable BatchEvent event = BatchEvent.begun();

  BatchRun(
      Schedule schedule,
      Action<@Nullable Object, @Nullable Object> action,
      Iterable<?> input,
      BatchOptions options,
      Delivery delivery) {
    this.schedule = schedule;
    this.id = schedule.nextBatch();
    this.action = action;
    this.options = options;
    this.delivery = delivery;
    this.changed = schedule.condition();
    this.progress = options.progress() == null ? null : new ProgressFeed(options.progress());
    this.progressDueNanos = beganNanos + options.progressNanos();
    int workers = schedule.workers.count();
    this.chunkSize =
        new ChunkSize(
            Math.clamp(options.window() / (2L * workers), 1, Chunk.SIZE_MAX),
            schedule.workers.chunkNanos());
    this.atWork = new AtWork(this);
    this.conclusion = new Conclusion(options);
    this.source =
        input instanceof java.util.Collection<?> all
                && options.size() == null
                && all.size() <= Snapshot.SIZE_MAX
            ? new Snapshot(all, workers)
            : new Feed(this, input);
    ProcessHost host = schedule.host();
    Resumed<?, ?> resumed = resumed();
    this.actionBytes =
        host == null ? NO_BYTES : host.encode(resumed == null ? action : resumed.action());
  }

  /// The action as it goes to processes, which threads do not need.
  byte[] actionBytes() {
    return actionBytes;
  }

  /// The action with its checkpoint, if it has one.
  @SuppressWarnings("unchecked") // The types are those of the action.
  @Nullable Resumed<@Nullable Object, @Nullable Object> resumed() {
    return (Action<?, ?>) action instanceof Resumed<?, ?> resumed
        ? (Resumed<@Nullable Object, @Nullable Object>) resumed
        : null;
  }

  /// How many workers may find something to do.
  int workersMax() {
    int workers = schedule.workers.count();
    return source.total() < 0 ? workers : (int) Math.min(workers, source.total());
  }

  /// Under the lock.
  void begin() {
    source.begin();
    checkOver();
  }

  // ---- Work ----

  /// Whether [#take] would give something to do.
  boolean isReady() {
    return backlog.isReady() || (!isEnding() && room() > 0 && source.hasTasks());
  }

  /// How many tasks may be claimed. What a feed has read counts already.
  private int room() {
    return source instanceof Feed ? Integer.MAX_VALUE : (int) Math.max(0, options.window() - held);
  }

  /// Something to do for the worker that asks, begun, or null.
  @Nullable Chunk take(Worker worker) {
    Chunk chunk = backlog.poll();
    while (chunk == null && !isEnding() && room() > 0 && source.hasTasks()) {
      chunk = claim();
    }
    if (chunk != null) {
      atWork.add(chunk);
      chunk.begin(worker, chunkSize.isEachTimed());
      if (atWork.size() == 1) {
        lastEndNanos = chunk.begunNanos;
      }
    } else {
      // The last tasks may have turned out to be unwanted.
      checkOver();
    }
    return chunk;
  }

  /// Tasks from the input; null if they have turned out to be unwanted.
  private @Nullable Chunk claim() {
    Chunk chunk = source.claim(this, Math.min(chunkSize.size(), room()));
    if (chunk == null) {
      return null;
    }
    if (source instanceof Snapshot) {
      held += chunk.size;
    }
    int unwanted = backlog.unwantedIn(chunk);
    if (unwanted < 0) {
      return chunk;
    }
    // The rest goes the way of what is handed on, where other unwanted ones are taken out by now.
    var rest = chunk;
    for (int i = unwanted; i >= 0; i = backlog.unwantedIn(rest)) {
      if (i > 0) {
        backlog.add(rest.part(0, i));
      }
      deliver(rest.part(i, i + 1).unbegun(null), System.nanoTime());
      if (i + 1 == rest.size) {
        return backlog.poll();
      }
      rest = rest.part(i + 1, rest.size);
    }
    return rest;
  }

  /// How little of its share it has had: the batch with the least goes first.
  double load() {
    return (double) atWork.size() / options.priority().share();
  }

  double used() {
    return (double) usedNanos / options.priority().share();
  }

  /// A batch that comes late does not catch up on what it has missed.
  void beginAt(double used) {
    usedNanos = (long) (used * options.priority().share());
  }

  /// The worker is done with the chunk, or has found it seized.
  void finish(Chunk chunk) {
    if (chunk.isSeized()) {
      atWork.removeStray(chunk);
    } else {
      long now = System.nanoTime();
      atWork.remove(chunk);
      long took = chunk.workedNanos(now);
      usedNanos += took;
      chunkSize.learn(chunk.doneByWorker(), took);
      Piece rest = chunk.rest();
      if (rest != null) {
        deliver(rest, now);
      }
    }
    Throwable stop = chunk.stopCause;
    if (stop != null) {
      end(stop instanceof Halt ? BatchEnding.HALTED : BatchEnding.STOPPED, stop);
    }
    checkOver();
  }

  /// A chunk that is to be begun by somebody else, or by nobody if the batch has ended. Any thread.
  void putBack(Chunk chunk) {
    schedule.lock();
    try {
      if (isEnding()) {
        deliver(chunk.unbegun(conclusion.lostWhy()), System.nanoTime());
      } else {
        backlog.add(chunk);
        schedule.wake();
        wakeWaiting();
      }
    } finally {
      schedule.unlock();
    }
  }

  /// A process has reported what came of the tasks from `from` to `to`. Any thread.
  void deliverPart(Chunk chunk, int from, int to) {
    schedule.lock();
    try {
      deliver(chunk.piece(from, to), System.nanoTime());
    } finally {
      schedule.unlock();
    }
  }

  /// The attempt at the task at `i` failed and will be made again. Any thread.
  ///
  /// @param base where what is done and not delivered begins
  void tryAgain(Chunk chunk, int base, int i, Outcome<?, ?> last, long delayNanos) {
    schedule.lock();
    try {
      long now = System.nanoTime();
      if (base < i) {
        deliver(chunk.piece(base, i), now);
      }
      retryLater(chunk.again(i, last), now + delayNanos);
    } finally {
      schedule.unlock();
    }
  }

  /// A further attempt, when its time has come. Under the lock.
  void retryLater(Chunk again, long dueNanos) {
    if (isEnding()) {
      deliver(again.unbegun(conclusion.lostWhy()), System.nanoTime());
      return;
    }
    tally.retried++;
    backlog.addLater(again, dueNanos);
    schedule.wakeWatch(dueNanos);
  }

  /// How long to wait before another attempt; -1 to give up. Any thread.
  long retryDelayNanos(int number, Throwable error) {
    Backoff retry = options.retry();
    if (retry == null) {
      return -1;
    }
    try {
      var elapsed = Duration.ofNanos(System.nanoTime() - beganNanos);
      Optional<Duration> delay = retry.delay(number, elapsed, error, schedule.random());
      return delay.map(Duration::toNanos).orElse(-1L);
    } catch (RuntimeException e) {
      e.addSuppressed(error);
      schedule.report("the retry policy of " + options.name() + " failed", e);
      return -1;
    }
  }

  // ---- Outcomes ----

  /// Hands outcomes to whoever wants them. Under the lock.
  void deliver(Piece piece, long now) {
    lastEndNanos = now;
    delivery.deliver(this, piece);
  }

  /// Whoever reads the outcomes has taken these. Under the lock.
  void release(Piece piece) {
    boolean wasFull = room() == 0;
    held -= piece.size;
    source.released(piece.size, piece.bytes);
    if (wasFull && isReady()) {
      schedule.wake();
      wakeWaiting();
    }
  }

  int running() {
    return atWork.size();
  }

  /// A task has ended in a way of its own. Under the lock.
  ///
  /// @param error what is an error to the batch; null if it is none
  void settled(Piece piece, long now, @Nullable Throwable error) {
    piece.count(tally, false);
    deliver(piece, now);
    if (error != null && options.onError() != ErrorPolicy.CONTINUE) {
      end(BatchEnding.STOPPED, error);
    }
  }

  // ---- The end ----

  boolean isEnding() {
    return conclusion.isDrawn();
  }

  boolean isOver() {
    return isOver;
  }

  /// The batch ends now for this reason, unless it has ended already.
  void end(BatchEnding reason, @Nullable Throwable why) {
    if (isEnding() || isOver) {
      conclusion.add(why);
      return;
    }
    conclusion.draw(reason, why);
    long now = System.nanoTime();
    atWork.end(
        reason == BatchEnding.STOPPED && options.onError() == ErrorPolicy.DRAIN,
        now,
        conclusion.limitNanos());
    String lostWhy = conclusion.lostWhy();
    for (Chunk chunk = backlog.drain(); chunk != null; chunk = backlog.drain()) {
      deliver(chunk.unbegun(lostWhy), now);
    }
    for (Piece piece = source.close(lostWhy); piece != null; piece = source.close(lostWhy)) {
      piece.count(tally, false);
      deliver(piece, now);
    }
    checkOver();
  }

  /// No worker is left to do what has not begun.
  void lose(String why) {
    if (!isEnding()) {
      conclusion.lose(why);
      end(BatchEnding.NO_WORKERS, new IllegalStateException(why));
    }
  }

  /// A task of this batch runs inside one that has been taken from its worker. Any thread.
  void cancelFromWorker() {
    schedule.lock();
    try {
      end(BatchEnding.CANCELLED, new CancellationException("the task that waits for it has ended"));
    } finally {
      schedule.unlock();
    }
  }

  /// The batch is over when nothing of it is left. Under the lock.
  void checkOver() {
    if (isOver
        || !atWork.isEmpty()
        || !backlog.isEmpty()
        || !(isEnding() || source.isExhausted())) {
      return;
    }
    isOver = true;
    schedule.remove(this);
    delivery.over(this);
    changed.signalAll();
    if (progress != null) {
      schedule.afterwards(this::tellEnd);
    }
    if (event != null) {
      event.finish(this);
    }
  }

  /// Tells the listener that the batch is over, once. Without the lock.
  void tellEnd() {
    if (progress != null) {
      progress.tell(this);
    }
  }

  BatchEnding ending() {
    return conclusion.ending();
  }

  /// The input has been read to its end, or as far as anybody wants. Under the lock.
  void inputEnded() {
    checkOver();
    wakeWaiting();
  }

  /// What the caller has to be told beside the outcomes: null if they say it all.
  @Nullable RuntimeException failure(@Nullable Outcomes<?, ?> outcomes) {
    return conclusion.failure(tally.ended(), outcomes);
  }

  /// Any thread.
  boolean stop() {
    return cancel(new CancellationException("it was stopped"));
  }

  /// Any thread.
  ///
  /// @return false if it had ended before
  boolean cancel(CancellationException why) {
    schedule.lock();
    try {
      boolean isFirst = !isEnding() && !isOver;
      end(BatchEnding.CANCELLED, why);
      return isFirst;
    } finally {
      schedule.unlock();
    }
  }

  /// Cancels one task. Any thread.
  ///
  /// @return false if it has ended, or has not been taken from the input
  boolean cancel(long index) {
    schedule.lock();
    try {
      if (isEnding() || isOver || index < 0) {
        return false;
      }
      long now = System.nanoTime();
      if (atWork.cancel(index, now)) {
        return true;
      }
      Chunk waiting = backlog.remove(index);
      if (waiting != null) {
        deliver(waiting.unbegun(null), now);
        checkOver();
        return true;
      }
      return source.isAhead(index) && backlog.addUnwanted(index);
    } finally {
      schedule.unlock();
    }
  }

  /// Any thread.
  Progress progress() {
    schedule.lock();
    try {
      long total = source.total();
      return new Progress(
          options.name(),
          total < 0 ? OptionalLong.empty() : OptionalLong.of(total),
          tally.succeeded,
          tally.failed,
          tally.timedOut,
          tally.lost,
          tally.cancelled,
          tally.retried,
          atWork.size(),
          Duration.ofNanos(System.nanoTime() - beganNanos),
          isOver);
    } finally {
      schedule.unlock();
    }
  }

  // ---- Time ----

  /// Looks after what takes too long.
  ///
  /// @return when to look again at the latest, or a later time
  long tick(long now) {
    if (now - beganNanos >= options.deadlineNanos()) {
      end(BatchEnding.DEADLINE, null);
    } else if (atWork.size() > 0 && now - lastEndNanos >= options.resultTimeoutNanos()) {
      end(BatchEnding.RESULT_TIMEOUT, null);
    }
    long due = now + Schedule.TICK_NANOS;
    if (progress != null && now - progressDueNanos >= 0) {
      progressDueNanos = now + options.progressNanos();
      schedule.afterwards(() -> progress.tell(this));
    }
    if (backlog.advance(now)) {
      schedule.wake();
      wakeWaiting();
    }
    return atWork.tick(now, backlog.due(due));
  }

  // ---- Those who wait ----

  /// A thread begins, or ceases, to wait for changes.
  void waits(boolean isWaiting) {
    waiting += isWaiting ? 1 : -1;
  }

  void wakeWaiting() {
    if (waiting > 0) {
      changed.signalAll();
    }
  }
}
