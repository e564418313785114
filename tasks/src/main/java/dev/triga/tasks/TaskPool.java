package dev.triga.tasks;

import dev.triga.async.Backoff;
import dev.triga.reactor.Reactor;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Workers that do batches of tasks.
///
/// A batch is an [Action] and the tasks to do it with. It can be had in several ways, all with one
/// [Outcome] per task: [#run] waits for the list of all, in task order; [#stream] gives one after
/// the other in task order while the batch goes on, [#streamAsCompleted] in the order in which the
/// tasks end; [#begin] gives a Deferred, [#publish] a `Flow.Publisher`.
///
/// **Threads.** For any thread, for many batches at once, and for tasks that run batches of their
/// own on the same pool: a worker that waits for a batch works for it meanwhile. (One that waits
/// for a [Batch] in a way of its own, say by joining a future made of it, only waits.)
///
/// **Processes.** With [TaskWorkers#processes] tasks are done in other JVMs, and what is said here
/// holds unchanged; a task there cannot use this pool, but one of its own.
///
/// **Input.** A collection is copied when the batch begins. Any other `Iterable` is read on a
/// thread of its own, no further ahead of the outcomes than the window allows: it may be endless,
/// and it may block.
///
/// **Limits.** [BatchOptions] has those of a batch. A task that ignores its interruption loses its
/// thread after a while, and the pool starts another, [Builder#abandonedMax] at most at a time;
/// when all workers are lost so, the tasks that wait are [Lost]. A process whose task does that is
/// killed and replaced.
///
/// **After close** batches are refused with an `IllegalStateException`.
///
/// ```java
/// try (var pool = TaskPool.builder().workers(TaskWorkers.virtual(64)).taskTimeout(ofSeconds(10)).build()) {
///   pool.run(Words::count, paths).results().forEach(IO::println);
/// }
/// ```
public final class TaskPool implements AutoCloseable {
  /// How many threads a pool gives up at a time unless [Builder#abandonedMax] says otherwise.
  public static final int DEFAULT_ABANDONED_MAX = 1_000;

  private final Schedule schedule;
  private final BatchOptions options;

  private TaskPool(Schedule schedule, BatchOptions options) {
    this.schedule = schedule;
    this.options = options;
  }

  /// What a pool is like, to be changed before it is built. For one thread.
  public static final class Builder {
    private String name = "tasks";
    private TaskWorkers workers = TaskWorkers.perProcessor();
    private int abandonedMax = DEFAULT_ABANDONED_MAX;
    private BatchOptions options = BatchOptions.DEFAULT;

    private Builder() {}

    /// What the pool is called in the names of its threads; `tasks` unless said.
    public Builder name(String name) {
      this.name = Objects.requireNonNull(name, "name");
      return this;
    }

    /// Who does the tasks; a platform thread per processor unless said.
    public Builder workers(TaskWorkers workers) {
      this.workers = Objects.requireNonNull(workers, "workers");
      return this;
    }

    /// How many threads may be given up at a time because their tasks ignore interruption.
    ///
    /// @throws IllegalArgumentException if it is negative
    public Builder abandonedMax(int threads) {
      if (threads < 0) {
        throw new IllegalArgumentException(threads + " threads to give up are fewer than none");
      }
      abandonedMax = threads;
      return this;
    }

    /// What batches are like unless [TaskPool#with] says otherwise.
    public Builder options(UnaryOperator<BatchOptions> change) {
      options = change.apply(options);
      return this;
    }

    /// As [BatchOptions#taskTimeout].
    public Builder taskTimeout(Duration limit) {
      return options(before -> before.taskTimeout(limit));
    }

    /// As [BatchOptions#onError].
    public Builder onError(ErrorPolicy policy) {
      return options(before -> before.onError(policy));
    }

    /// As [BatchOptions#retry].
    public Builder retry(Backoff backoff) {
      return options(before -> before.retry(backoff));
    }

    /// As [BatchOptions#window(int)].
    public Builder window(int tasks) {
      return options(before -> before.window(tasks));
    }

    /// The pool. It starts no thread before its first batch.
    public TaskPool build() {
      return new TaskPool(new Schedule(name, workers, abandonedMax), options);
    }
  }

  /// To make a pool that is not the default one.
  public static Builder builder() {
    return new Builder();
  }

  /// A pool with these workers, and batches that go on after errors.
  public static TaskPool of(TaskWorkers workers) {
    return builder().workers(workers).build();
  }

  /// The same pool, for batches with other options. Closing it closes the pool.
  public TaskPool with(UnaryOperator<BatchOptions> change) {
    return new TaskPool(schedule, change.apply(options));
  }

  /// Does the tasks and waits for all.
  ///
  /// Interrupting the thread that waits cancels the batch; the thread's interrupt is set again.
  ///
  /// @param tasks may contain null
  /// @return how each ended, in task order
  /// @throws BatchFailure if the batch ended before its end: after an error, if the policy is not
  ///   to go on; because the input threw, a thread was interrupted or the pool was closed
  /// @throws dev.triga.reactor.Halt if a task threw it
  /// @throws IllegalStateException if the pool is closed, or on a reactor's turn, which must not
  ///   wait
  public <T extends @Nullable Object, R extends @Nullable Object> Outcomes<T, R> run(
      Action<? super T, ? extends R> action, Iterable<? extends T> tasks) {
    Reactor reactor = Reactor.current();
    if (reactor != null) {
      throw new IllegalStateException(
          "TaskPool.run would hold up reactor '%s': use begin, and await it in a coroutine"
              .formatted(reactor.name()));
    }
    var all = new Collected<T, R>(_ -> {});
    BatchRun batch = batch(action, tasks, all);
    schedule.begin(batch);
    Waiting.untilOver(batch);
    RuntimeException failure = all.failure();
    if (failure != null) {
      throw failure;
    }
    return all.outcomes();
  }

  /// Does the tasks, and gives their outcomes in task order while the batch goes on.
  ///
  /// @throws IllegalStateException if the pool is closed
  public <T extends @Nullable Object, R extends @Nullable Object> OutcomeStream<T, R> stream(
      Action<? super T, ? extends R> action, Iterable<? extends T> tasks) {
    return stream(action, tasks, true);
  }

  /// Does the tasks, and gives their outcomes in the order in which they end.
  ///
  /// @throws IllegalStateException if the pool is closed
  public <T extends @Nullable Object, R extends @Nullable Object>
      OutcomeStream<T, R> streamAsCompleted(
          Action<? super T, ? extends R> action, Iterable<? extends T> tasks) {
    return stream(action, tasks, false);
  }

  private <T extends @Nullable Object, R extends @Nullable Object> OutcomeStream<T, R> stream(
      Action<? super T, ? extends R> action, Iterable<? extends T> tasks, boolean isOrdered) {
    var outcomes = new Streamed(isOrdered);
    BatchRun batch = batch(action, tasks, outcomes);
    schedule.begin(batch);
    return new OutcomeStream<>(batch, outcomes);
  }

  /// Does the tasks for each subscriber, and gives it their outcomes in task order, as many as it
  /// asks for. The batch begins with the subscription and is cancelled with it. When it ended
  /// before its end, the last signal is the [BatchFailure].
  ///
  /// Signals come one at a time, on threads of the pool or on the one that asks; a subscriber must
  /// not block.
  public <T extends @Nullable Object, R extends @Nullable Object>
      Flow.Publisher<Outcome<T, R>> publish(
          Action<? super T, ? extends R> action, Iterable<? extends T> tasks) {
    return subscriber -> publish(action, tasks, subscriber, true);
  }

  /// As [#publish], in the order in which the tasks end.
  public <T extends @Nullable Object, R extends @Nullable Object>
      Flow.Publisher<Outcome<T, R>> publishAsCompleted(
          Action<? super T, ? extends R> action, Iterable<? extends T> tasks) {
    return subscriber -> publish(action, tasks, subscriber, false);
  }

  private <T extends @Nullable Object, R extends @Nullable Object> void publish(
      Action<? super T, ? extends R> action,
      Iterable<? extends T> tasks,
      Flow.Subscriber<? super Outcome<T, R>> subscriber,
      boolean isOrdered) {
    var published = new Published<T, R>(subscriber, isOrdered);
    BatchRun batch = batch(action, tasks, published);
    published.runs(batch);
    subscriber.onSubscribe(published);
    try {
      schedule.begin(batch);
    } catch (IllegalStateException e) {
      subscriber.onError(e);
    }
  }

  /// Begins the batch and does not wait. On a reactor's turn the result belongs to that reactor.
  ///
  /// @throws IllegalStateException if the pool is closed
  public <T extends @Nullable Object, R extends @Nullable Object> Batch<T, R> begin(
      Action<? super T, ? extends R> action, Iterable<? extends T> tasks) {
    Reactor reactor = Reactor.current();
    Batch<T, R> result = reactor == null ? new Batch<>() : new Batch<>(reactor);
    BatchRun batch = batch(action, tasks, new Collected<T, R>(result::settle));
    result.runs(batch);
    schedule.begin(batch);
    return result;
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // Inside, a batch does not know its types.
  private BatchRun batch(Action<?, ?> action, Iterable<?> tasks, Delivery delivery) {
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(tasks, "tasks");
    return new BatchRun(
        schedule, (Action<@Nullable Object, @Nullable Object>) action, tasks, options, delivery);
  }

  /// What it has at the moment, and has had so far. Any thread.
  public TaskCounts counts() {
    return schedule.counts();
  }

  /// Cancels the batches that are on their way, interrupts their tasks and waits until they have
  /// ended, for the interrupt grace at most. Idempotent; any thread.
  @Override
  public void close() {
    schedule.close();
    Worker worker = Worker.current();
    if (worker == null || worker.schedule() != schedule) {
      schedule.awaitEnd(options.interruptGraceNanos() + Waiting.CLOSE_MARGIN_NANOS);
      ProcessHost host = schedule.host();
      if (host != null) {
        host.close();
      }
    }
  }

  @Override
  public String toString() {
    return "TaskPool[%s, %s]".formatted(schedule.name, schedule.workers);
  }
}
