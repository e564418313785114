package dev.triga.tasks;

import dev.triga.async.Backoff;
import dev.triga.reactor.Halt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/// A batch on its way: what of it waits, what runs, and how it ends. Everything that changes is
/// guarded by the schedule's lock, unless it says otherwise.
final class BatchRun {
  /// How long a chunk of tiny tasks should take: long beside the cost of claiming it, short beside
  /// what anybody notices.
  private static final long CHUNK_NANOS = 100_000;

  /// From which mean on each task is timed by itself.
  private static final long TIMED_NANOS_MIN = 2_000;

  /// By how much chunks grow at a time.
  private static final int GROWTH = 4;

  final Schedule schedule;
  final Action<@Nullable Object, @Nullable Object> action;
  final BatchOptions options;
  final Tally tally = new Tally();
  final long beganNanos = System.nanoTime();

  /// Signalled when something has changed for those who wait for this batch.
  final Condition changed;

  private final Source source;
  private final Delivery delivery;
  private final Backlog backlog = new Backlog();
  private final List<Chunk> running = new ArrayList<>();
  private final List<Chunk> strays = new ArrayList<>();
  private final int chunkSizeMax;
  private int chunkSize = 1;
  private boolean isEachTimed = true;

  /// How many tasks of a snapshot have been claimed and not been released. A feed has its own
  /// account.
  private long held;

  private long usedNanos;
  private long lastEndNanos = beganNanos;
  private int waiting;
  private @Nullable BatchEnding ending;
  private @Nullable Throwable cause;

  /// What became of the workers, if that is why tasks will not begin.
  private @Nullable String lostWhy;

  private final List<Throwable> errors = new ArrayList<>();
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
    this.action = action;
    this.options = options;
    this.delivery = delivery;
    this.changed = schedule.condition();
    this.progress = options.progress() == null ? null : new ProgressFeed(options.progress());
    this.progressDueNanos = beganNanos + options.progressNanos();
    int workers = schedule.workers.count();
    this.chunkSizeMax = Math.clamp(options.window() / (2L * workers), 1, Chunk.SIZE_MAX);
    this.source =
        input instanceof java.util.Collection<?> all
                && options.size() == null
                && all.size() <= Snapshot.SIZE_MAX
            ? new Snapshot(all, workers)
            : new Feed(this, input);
  }

  /// Under the lock.
  void begin() {
    source.begin();
    checkOver();
  }

  // ---- Work ----

  /// Whether [#take] would give something to do.
  boolean isReady() {
    return backlog.isReady() || (ending == null && room() > 0 && source.hasTasks());
  }

  /// How many tasks may be claimed. What a feed has read counts already.
  private int room() {
    return source instanceof Feed ? Integer.MAX_VALUE : (int) Math.max(0, options.window() - held);
  }

  /// Something to do for the worker that asks, begun, or null.
  @Nullable Chunk take(Worker worker) {
    Chunk chunk = backlog.poll();
    while (chunk == null && ending == null && room() > 0 && source.hasTasks()) {
      chunk = claim();
    }
    if (chunk != null) {
      chunk.slot = running.size();
      running.add(chunk);
      chunk.begin(worker, isEachTimed);
      if (running.size() == 1) {
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
    Chunk chunk = source.claim(this, Math.min(chunkSize, room()));
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
    return (double) running.size() / options.priority().share();
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
      strays.remove(chunk);
    } else {
      long now = System.nanoTime();
      remove(chunk);
      learn(chunk.size, now - chunk.begunNanos);
      Piece rest = chunk.rest();
      if (rest != null) {
        deliver(rest, now);
      }
      if (chunk.stopCause != null) {
        end(
            chunk.stopCause instanceof Halt ? BatchEnding.HALTED : BatchEnding.STOPPED,
            chunk.stopCause);
      }
    }
    checkOver();
  }

  private void learn(int size, long tookNanos) {
    usedNanos += tookNanos;
    isEachTimed = tookNanos / size >= TIMED_NANOS_MIN;
    if (tookNanos < CHUNK_NANOS / 2 && size >= chunkSize) {
      chunkSize = Math.min(chunkSizeMax, chunkSize * GROWTH);
    } else if (tookNanos > 2 * CHUNK_NANOS) {
      chunkSize = (int) Math.max(1, Math.min(chunkSize, size * CHUNK_NANOS / tookNanos));
    }
  }

  private void remove(Chunk chunk) {
    Chunk last = running.removeLast();
    if (last != chunk) {
      running.set(chunk.slot, last);
      last.slot = chunk.slot;
    }
    chunk.slot = -1;
  }

  /// A chunk that is to be begun by somebody else, or by nobody if the batch has ended. Any thread.
  void putBack(Chunk chunk) {
    schedule.lock();
    try {
      if (ending != null) {
        deliver(chunk.unbegun(lostWhy), System.nanoTime());
      } else {
        backlog.add(chunk);
        schedule.wake();
        wakeWaiting();
      }
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

  private void retryLater(Chunk again, long dueNanos) {
    if (ending != null) {
      deliver(again.unbegun(lostWhy), System.nanoTime());
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

  private void deliver(Piece piece, long now) {
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
    return running.size();
  }

  // ---- The end ----

  boolean isEnding() {
    return ending != null;
  }

  boolean isOver() {
    return isOver;
  }

  /// The batch ends now for this reason, unless it has ended already.
  void end(BatchEnding reason, @Nullable Throwable why) {
    if (ending != null || isOver) {
      if (why != null && why != cause && errors.size() < BatchFailure.SUPPRESSED_MAX) {
        errors.add(why);
      }
      return;
    }
    ending = reason;
    cause = why;
    long now = System.nanoTime();
    boolean isDrain = reason == BatchEnding.STOPPED && options.onError() == ErrorPolicy.DRAIN;
    for (Chunk chunk : List.copyOf(running)) {
      if (isDrain) {
        unstick(chunk, now);
      } else {
        seize(chunk, -1, now, limitOf(reason));
      }
    }
    for (Chunk chunk = backlog.drain(); chunk != null; chunk = backlog.drain()) {
      deliver(chunk.unbegun(lostWhy), now);
    }
    for (Piece piece = source.close(lostWhy); piece != null; piece = source.close(lostWhy)) {
      piece.count(tally, false);
      deliver(piece, now);
    }
    checkOver();
  }

  /// The limit that running tasks have exceeded when the batch ends so; 0 if they are cancelled.
  private long limitOf(BatchEnding reason) {
    return switch (reason) {
      case DEADLINE -> options.deadlineNanos();
      case RESULT_TIMEOUT -> options.resultTimeoutNanos();
      default -> 0;
    };
  }

  /// No worker is left to do what has not begun.
  void lose(String why) {
    if (ending == null) {
      lostWhy = why;
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

  private void checkOver() {
    if (isOver
        || !running.isEmpty()
        || !strays.isEmpty()
        || !backlog.isEmpty()
        || !(ending != null || source.isExhausted())) {
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
    return ending == null ? BatchEnding.COMPLETED : ending;
  }

  /// The input has been read to its end, or as far as anybody wants. Under the lock.
  void inputEnded() {
    checkOver();
    wakeWaiting();
  }

  /// What the caller has to be told beside the outcomes: null if they say it all.
  @Nullable RuntimeException failure(@Nullable Outcomes<?, ?> outcomes) {
    if (cause instanceof Halt halt) {
      return halt;
    }
    boolean isQuiet =
        switch (ending()) {
          case COMPLETED -> true;
          case DEADLINE, RESULT_TIMEOUT -> options.onError() == ErrorPolicy.CONTINUE;
          default -> false;
        };
    if (isQuiet) {
      return null;
    }
    String why =
        switch (ending()) {
          case DEADLINE -> "its deadline of " + Duration.ofNanos(options.deadlineNanos());
          case RESULT_TIMEOUT ->
              "no outcome within " + Duration.ofNanos(options.resultTimeoutNanos());
          case INPUT_FAILED -> "its input failed: " + cause;
          default -> String.valueOf(cause);
        };
    var failure =
        new BatchFailure(
            "batch '%s' ended after %d tasks: %s".formatted(options.name(), tally.ended(), why),
            ending(),
            cause,
            outcomes);
    errors.forEach(failure::addSuppressed);
    return failure;
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
      boolean isFirst = ending == null && !isOver;
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
      if (ending != null || isOver || index < 0) {
        return false;
      }
      long now = System.nanoTime();
      for (Chunk chunk : List.copyOf(running)) {
        if (chunk.contains(index)) {
          unstick(chunk, now);
          if (chunk.isAt(index)) {
            return seize(chunk, (int) (index - chunk.first), now, 0);
          }
        }
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
          running.size(),
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
    } else if (!running.isEmpty() && now - lastEndNanos >= options.resultTimeoutNanos()) {
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
    due = backlog.due(due);
    for (int i = running.size() - 1; i >= 0; i--) {
      if (i < running.size()) { // Else a look at another has ended the batch.
        due = earlier(due, look(running.get(i), now));
      }
    }
    for (Chunk stray : List.copyOf(strays)) {
      if (now - stray.strayUntilNanos >= 0) {
        strays.remove(stray);
        schedule.abandon(stray);
        checkOver();
      }
    }
    return due;
  }

  private static long earlier(long a, long b) {
    return a - b <= 0 ? a : b;
  }

  private long look(Chunk chunk, long now) {
    int position = chunk.position();
    if (position != chunk.seenPosition) {
      // Not `now`, which may be long ago: the task before may have ended since, and this one is not
      // to be timed out early.
      chunk.seenNanos = position == 0 ? chunk.begunNanos : System.nanoTime();
      chunk.seenPosition = position;
    } else if (chunk.isCuttable()) {
      unstick(chunk, now);
    }
    if (options.taskTimeoutNanos() == Long.MAX_VALUE) {
      return now + Schedule.TICK_NANOS;
    }
    long due = chunk.seenNanos + options.taskTimeoutNanos();
    if (due - now <= 0) {
      seize(chunk, position, now, options.taskTimeoutNanos());
    }
    return due - now <= 0 ? now + Schedule.TICK_NANOS : due;
  }

  /// A task holds up those before and behind it in its chunk.
  private void unstick(Chunk chunk, long now) {
    Piece done = chunk.cut(chunk.position());
    if (done != null) {
      deliver(done, now);
    }
  }

  /// Takes the chunk from its worker and interrupts the task.
  ///
  /// @param limitNanos what the task has exceeded; 0 if it is cancelled
  /// @return false if it was too late
  private boolean seize(Chunk chunk, int expected, long now, long limitNanos) {
    long seized = chunk.seize(expected);
    if (seized < 0) {
      return false;
    }
    remove(chunk);
    Piece done = chunk.seizedDone(seized);
    if (done != null) {
      deliver(done, now);
    }
    int position = Chunk.seizedPosition(seized);
    strays.add(chunk);
    chunk.strayUntilNanos = now + options.interruptGraceNanos();
    chunk.interrupt();
    settle(chunk, position, now, limitNanos);
    return true;
  }

  @SuppressWarnings("NullAway") // A task may be null where its type allows it.
  private void settle(Chunk chunk, int position, long now, long limitNanos) {
    Object task = chunk.task(position);
    Attempt attempt = chunk.seizedAttempt(position, now);
    Outcome<?, ?> outcome =
        limitNanos == 0
            ? new Cancelled<>(task, attempt)
            : new TimedOut<>(task, Duration.ofNanos(limitNanos), attempt);
    TimeoutException error = null;
    if (limitNanos != 0 && ending == null) {
      error =
          new TimeoutException(
              "task %d took longer than %s"
                  .formatted(attempt.index(), Duration.ofNanos(limitNanos)));
      long delay = retryDelayNanos(chunk.number, error);
      TroubleEvent.record(this, outcome, delay >= 0);
      if (delay >= 0) {
        retryLater(chunk.again(position, outcome), now + delay);
        return;
      }
    }
    Piece piece = Piece.single(attempt.index(), chunk.bytes(position, position + 1), outcome);
    piece.count(tally, false);
    deliver(piece, now);
    if (error != null && options.onError() != ErrorPolicy.CONTINUE) {
      end(BatchEnding.STOPPED, error);
    }
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
