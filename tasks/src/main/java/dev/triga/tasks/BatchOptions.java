package dev.triga.tasks;

import dev.triga.async.Backoff;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// How a batch is done: limits, retries, what an error means.
///
/// Immutable; each method that sets something gives a new one. A pool has its own, the default for
/// all its batches, and [TaskPool#with] changes them for some:
///
/// ```java
/// pool.with(options -> options.priority(Priority.HIGH).deadline(ofMinutes(1))).run(action, tasks);
/// ```
public final class BatchOptions {
  /// How many tasks may be on their way unless [#window(int)] says otherwise.
  public static final int DEFAULT_WINDOW = 65_536;

  /// How long an interrupted task gets unless [#interruptGrace(Duration)] says otherwise.
  public static final Duration DEFAULT_INTERRUPT_GRACE = Duration.ofSeconds(1);

  /// How often progress is told unless [#progress(Duration, Consumer)] says otherwise.
  public static final Duration DEFAULT_PROGRESS_INTERVAL = Duration.ofMillis(200);

  /// Goes on after errors; no time limits, no retries.
  public static final BatchOptions DEFAULT = new BatchOptions();

  // Written by `changed` alone, before anybody else sees the object.
  private String name = "batch";
  private ErrorPolicy onError = ErrorPolicy.CONTINUE;
  private long taskTimeoutNanos = Long.MAX_VALUE;
  private long resultTimeoutNanos = Long.MAX_VALUE;
  private long deadlineNanos = Long.MAX_VALUE;
  private @Nullable Backoff retry;
  private int window = DEFAULT_WINDOW;
  private long windowBytes = Long.MAX_VALUE;
  private @Nullable ToLongFunction<@Nullable Object> size;
  private Priority priority = Priority.NORMAL;
  private long interruptGraceNanos = DEFAULT_INTERRUPT_GRACE.toNanos();
  private @Nullable Consumer<? super Progress> progress;
  private long progressNanos = DEFAULT_PROGRESS_INTERVAL.toNanos();

  private BatchOptions() {}

  private BatchOptions changed(Consumer<BatchOptions> change) {
    var copy = new BatchOptions();
    copy.name = name;
    copy.onError = onError;
    copy.taskTimeoutNanos = taskTimeoutNanos;
    copy.resultTimeoutNanos = resultTimeoutNanos;
    copy.deadlineNanos = deadlineNanos;
    copy.retry = retry;
    copy.window = window;
    copy.windowBytes = windowBytes;
    copy.size = size;
    copy.priority = priority;
    copy.interruptGraceNanos = interruptGraceNanos;
    copy.progress = progress;
    copy.progressNanos = progressNanos;
    change.accept(copy);
    return copy;
  }

  /// Called `name` in progress, events and the names of threads.
  public BatchOptions name(String name) {
    Objects.requireNonNull(name, "name");
    return changed(copy -> copy.name = name);
  }

  /// What it means when a task does not succeed.
  public BatchOptions onError(ErrorPolicy policy) {
    Objects.requireNonNull(policy, "policy");
    return changed(copy -> copy.onError = policy);
  }

  /// One attempt at a task may take so long. After that it has [TimedOut], or is made again if
  /// [#retry] accepts a [java.util.concurrent.TimeoutException]. That is noticed within some
  /// milliseconds, and never early.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public BatchOptions taskTimeout(Duration limit) {
    long nanos = nanos("task time-out", limit);
    return changed(copy -> copy.taskTimeoutNanos = nanos);
  }

  /// The batch ends when tasks are running and no outcome has come for so long: those that are
  /// running then have [TimedOut], those not begun are [Cancelled].
  ///
  /// @throws IllegalArgumentException if it is not positive
  public BatchOptions resultTimeout(Duration limit) {
    long nanos = nanos("result time-out", limit);
    return changed(copy -> copy.resultTimeoutNanos = nanos);
  }

  /// The batch ends after so long: those that are running then have [TimedOut], those not begun are
  /// [Cancelled].
  ///
  /// @throws IllegalArgumentException if it is not positive
  public BatchOptions deadline(Duration limit) {
    long nanos = nanos("deadline", limit);
    return changed(copy -> copy.deadlineNanos = nanos);
  }

  /// Tries tasks again that failed, took too long or were in hand when their process died, as often
  /// and after such delays as `backoff` says; to it a time-out is a
  /// [java.util.concurrent.TimeoutException], a death a [dev.triga.actors.TerminatedFailure]. Its
  /// predicate is asked on the pool's threads and must not block. While a task waits for its next
  /// attempt no worker waits with it.
  public BatchOptions retry(Backoff backoff) {
    Objects.requireNonNull(backoff, "backoff");
    return changed(copy -> copy.retry = backoff);
  }

  /// So many tasks may be on their way at a time: taken from the input, and their outcomes not yet
  /// taken by whoever reads the stream. It bounds the memory of a batch whose input is lazy.
  ///
  /// @throws IllegalArgumentException if it is less than 1
  public BatchOptions window(int tasks) {
    if (tasks < 1) {
      throw new IllegalArgumentException("a window of " + tasks + " tasks is less than 1");
    }
    return changed(copy -> copy.window = tasks);
  }

  /// The tasks on their way may have so many bytes together, beside the bound on their number. One
  /// that is larger alone goes alone.
  ///
  /// @param max in bytes, or in whatever `size` counts
  /// @param type the tasks that count; others weigh nothing
  /// @param size how large one is, not negative; asked once per task, by the thread that reads the
  ///   input
  /// @throws IllegalArgumentException if `max` is less than 1
  public <X> BatchOptions windowBytes(long max, Class<X> type, ToLongFunction<? super X> size) {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(size, "size");
    if (max < 1) {
      throw new IllegalArgumentException("a window of " + max + " bytes is less than 1");
    }
    return changed(copy -> {
      copy.windowBytes = max;
      copy.size = task -> type.isInstance(task) ? size.applyAsLong(type.cast(task)) : 0;
    });
  }

  /// The share of the pool while other batches have work too.
  public BatchOptions priority(Priority priority) {
    Objects.requireNonNull(priority, "priority");
    return changed(copy -> copy.priority = priority);
  }

  /// A task that was interrupted gets so long to end. After that its thread is given up: another
  /// takes its place, and it ends by itself when the task lets it.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public BatchOptions interruptGrace(Duration grace) {
    long nanos = nanos("interrupt grace", grace);
    return changed(copy -> copy.interruptGraceNanos = nanos);
  }

  /// Tells `listener` five times a second how the batch goes on, and once at its end, before who
  /// waits for it goes on. See [ProgressBar].
  public BatchOptions progress(Consumer<? super Progress> listener) {
    return progress(DEFAULT_PROGRESS_INTERVAL, listener);
  }

  /// Tells `listener` every `interval` how the batch goes on, and once at its end.
  ///
  /// @param listener called by one thread at a time, one of the pool's or who waits for the batch;
  ///   while it runs the pool's time limits wait
  /// @throws IllegalArgumentException if the interval is not positive
  public BatchOptions progress(Duration interval, Consumer<? super Progress> listener) {
    Objects.requireNonNull(listener, "listener");
    long nanos = nanos("progress interval", interval);
    return changed(copy -> {
      copy.progress = listener;
      copy.progressNanos = nanos;
    });
  }

  private static long nanos(String what, Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException(
          "a " + what + " of " + time + " is not possible: it must be longer than nothing");
    }
    // As long as that is forever.
    return time.compareTo(Duration.ofDays(36_500)) > 0 ? Long.MAX_VALUE : time.toNanos();
  }

  String name() {
    return name;
  }

  ErrorPolicy onError() {
    return onError;
  }

  long taskTimeoutNanos() {
    return taskTimeoutNanos;
  }

  long resultTimeoutNanos() {
    return resultTimeoutNanos;
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  @Nullable Backoff retry() {
    return retry;
  }

  int window() {
    return window;
  }

  long windowBytes() {
    return windowBytes;
  }

  @Nullable ToLongFunction<@Nullable Object> size() {
    return size;
  }

  Priority priority() {
    return priority;
  }

  @Nullable Consumer<? super Progress> progress() {
    return progress;
  }

  long progressNanos() {
    return progressNanos;
  }

  long interruptGraceNanos() {
    return interruptGraceNanos;
  }
}
