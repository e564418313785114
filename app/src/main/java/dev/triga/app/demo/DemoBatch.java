package dev.triga.app.demo;

import dev.triga.actors.Actor;
import dev.triga.async.Backoff;
import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import dev.triga.tasks.Batch;
import dev.triga.tasks.BatchFailure;
import dev.triga.tasks.Cancelled;
import dev.triga.tasks.Failure;
import dev.triga.tasks.Lost;
import dev.triga.tasks.Outcome;
import dev.triga.tasks.Outcomes;
import dev.triga.tasks.Success;
import dev.triga.tasks.TaskPool;
import dev.triga.tasks.TaskWorkers;
import dev.triga.tasks.TimedOut;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A batch to look at: calls of a slow service that is not there, a few at a time. Some fail and
/// are tried again, some fail for good, one takes too long. On the monitor's turn; the tasks are on
/// threads of the pool.
final class DemoBatch {
  private static final int TASKS = 240;
  private static final int AT_ONCE = 6;
  private static final Duration PICTURES = Duration.ofMillis(100);

  // Tasks whose fate is known beforehand.
  private static final int TAKES_TOO_LONG = 111;
  private static final int FAILS_EACH = 70;
  private static final int FAILS = 33;
  private static final int BUSY_EACH = 11;
  private static final int BUSY = 5;

  // How long a call takes, in hundredths of the time that calls take on average.
  private static final int HUNDREDTHS_MIN = 50;
  private static final int HUNDREDTHS_STEP = 37;
  private static final int HUNDREDTHS_SPREAD = 101;

  /// How many average calls one may take.
  private static final int TIMEOUT_CALLS = 12;

  private final Consumer<String> publish;
  private final AtomicReferenceArray<Cell> cells = new AtomicReferenceArray<>(TASKS);
  private @Nullable TaskPool pool;
  private @Nullable Batch<Integer, Integer> running;
  private State state = State.IDLE;
  private Duration average = Duration.ZERO;
  private long retried;
  private long millis;

  /// What has become of the batch.
  private enum State {
    IDLE,
    RUNNING,
    DONE,
    CANCELLED
  }

  /// What has become of a task, as pages know it.
  private enum Cell {
    WAITING('.'),
    RUNNING('r'),
    AGAIN('a'),
    SUCCEEDED('s'),
    FAILED('f'),
    TIMED_OUT('t'),
    CANCELLED('c');

    final char letter;

    Cell(char letter) {
      this.letter = letter;
    }
  }

  /// The service has no time: one should try again.
  private static final class Busy extends Exception {
    private static final long serialVersionUID = 1L;

    Busy() {
      super("the service is busy");
    }
  }

  /// @param publish takes messages for pages
  DemoBatch(Consumer<String> publish) {
    this.publish = publish;
    reset();
  }

  private void reset() {
    for (int task = 0; task < TASKS; task++) {
      cells.set(task, Cell.WAITING);
    }
  }

  /// Starts it.
  ///
  /// @param call how long a call takes on average
  /// @return false if it is running
  boolean start(Actor monitor, Duration call) {
    if (state == State.RUNNING) {
      return false;
    }
    var workers = pool;
    if (workers == null) {
      workers =
          TaskPool.builder()
              .name("demo")
              .workers(TaskWorkers.virtual(AT_ONCE))
              .taskTimeout(call.multipliedBy(TIMEOUT_CALLS))
              .retry(Backoff.fixed(call).maxAttempts(2).retryIf(failure -> failure instanceof Busy))
              .build();
      pool = workers;
      average = call;
    }
    reset();
    state = State.RUNNING;
    var begun = workers.begin(this::call, IntStream.range(0, TASKS).boxed().toList());
    running = begun;
    var _ =
        begun.handle((outcomes, failure) -> {
          ended(failure instanceof BatchFailure early ? early.outcomes() : outcomes);
          return null;
        });
    picture(monitor);
    return true;
  }

  /// Cancels what is running.
  ///
  /// @return false if nothing is
  boolean cancel() {
    var batch = running;
    return state == State.RUNNING && batch != null && batch.stop();
  }

  /// Ends it, and its threads.
  Deferred<Boolean> close(Reactor reactor) {
    var workers = pool;
    pool = null;
    return workers == null
        ? Deferred.succeeded(true)
        : reactor.deferToThread(() -> {
          workers.close();
          return true;
        });
  }

  private void picture(Actor monitor) {
    publish.accept(message());
    if (state == State.RUNNING) {
      monitor.schedule(PICTURES, () -> picture(monitor));
    }
  }

  private void ended(@Nullable Outcomes<?, ?> outcomes) {
    note();
    running = null;
    state = State.DONE;
    if (outcomes != null) {
      for (int task = 0; task < outcomes.size(); task++) {
        var cell = cell(outcomes.get(task));
        cells.set(task, cell);
        if (cell == Cell.CANCELLED) {
          state = State.CANCELLED;
        }
      }
    }
    publish.accept(message());
  }

  private static Cell cell(Outcome<?, ?> outcome) {
    return switch (outcome) {
      case Success<?, ?> _ -> Cell.SUCCEEDED;
      case Failure<?, ?> _, Lost<?, ?> _ -> Cell.FAILED;
      case TimedOut<?, ?> _ -> Cell.TIMED_OUT;
      case Cancelled<?, ?> _ -> Cell.CANCELLED;
    };
  }

  private void note() {
    var batch = running;
    if (batch != null) {
      var progress = batch.progress();
      retried = progress.retried();
      millis = progress.elapsed().toMillis();
    }
  }

  /// What pages show.
  String message() {
    note();
    var picture = new StringBuilder(TASKS);
    for (int task = 0; task < TASKS; task++) {
      picture.append(cells.get(task).letter);
    }
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("state", state.name());
    values.put("cells", picture.toString());
    values.put("retried", retried);
    values.put("millis", millis);
    return Reception.message("batch", values);
  }

  /// One task: waits as long as a service might take. On a thread of the pool.
  private int call(int task) throws Exception {
    boolean isFirst = cells.get(task) == Cell.WAITING;
    cells.set(task, Cell.RUNNING);
    try {
      Thread.sleep(
          task == TAKES_TOO_LONG
              ? average.multipliedBy(2 * TIMEOUT_CALLS)
              : average
                  .multipliedBy(HUNDREDTHS_MIN + task * HUNDREDTHS_STEP % HUNDREDTHS_SPREAD)
                  .dividedBy(100));
    } catch (InterruptedException e) {
      cells.set(task, task == TAKES_TOO_LONG ? Cell.TIMED_OUT : Cell.CANCELLED);
      throw e;
    }
    if (isFirst && task % BUSY_EACH == BUSY) {
      cells.set(task, Cell.AGAIN);
      throw new Busy();
    }
    if (task % FAILS_EACH == FAILS) {
      cells.set(task, Cell.FAILED);
      throw new IllegalStateException("the service does not know " + task);
    }
    cells.set(task, Cell.SUCCEEDED);
    return task;
  }
}
