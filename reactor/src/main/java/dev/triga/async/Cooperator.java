package dev.triga.async;

import dev.triga.loop.Failures;
import dev.triga.loop.Turn;
import dev.triga.reactor.Reactor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Runs long work on a reactor in small steps, several works in turn, so that nothing else has to
/// wait for it.
///
/// Each work is an iterator; taking its next element is one step. An element that is a
/// [java.util.concurrent.CompletionStage] is waited for before the next step of that work, and its
/// failure is that of the work; other elements mean nothing. The works take their steps one after
/// the other, round and round, until the time slice of this pass is over ([#DEFAULT_SLICE], or
/// [#STEPS_PER_SLICE_MAX] steps on a clock that stands still); the next pass goes on.
///
/// **Threads.** On the turn, as are the steps. At most [#TASKS_MAX] works at a time.
///
/// **End.** [#stop] stops all works, and further ones are refused. When the reactor stops, works
/// that are under way fail with [dev.triga.reactor.ReactorStoppedException]; those that are paused,
/// or wait for a stage, stay where they are.
///
/// ```java
/// var cooperator = new Cooperator(reactor);
/// cooperator.cooperate(lines.stream().peek(index::add).iterator()).whenDone().thenRun(this::serve);
/// ```
public final class Cooperator {
  /// How long steps are taken in one pass unless the constructor says otherwise.
  public static final Duration DEFAULT_SLICE = Duration.ofMillis(1);

  /// How many steps are taken in one pass at most.
  public static final int STEPS_PER_SLICE_MAX = 4096;

  /// How many works there may be at a time.
  public static final int TASKS_MAX = 100_000;

  private final Reactor reactor;
  private final Turn turn;
  private final long sliceNanos;
  private final ArrayDeque<CooperativeTask> ready = new ArrayDeque<>();
  private final Set<CooperativeTask> tasks = new LinkedHashSet<>();
  private boolean isScheduled;
  private boolean isStopped;

  /// One with slices of 1 ms.
  public Cooperator(Reactor reactor) {
    this(reactor, DEFAULT_SLICE);
  }

  /// One with slices of a length of one's own; a step is always finished, however long it takes.
  ///
  /// @throws IllegalArgumentException unless the slice is positive
  public Cooperator(Reactor reactor, Duration slice) {
    if (!slice.isPositive()) {
      throw new IllegalArgumentException("a time slice of " + slice + " is not positive");
    }
    this.reactor = reactor;
    this.turn = (Turn) reactor;
    this.sliceNanos = slice.toNanos();
  }

  /// Begins some work, with its first step in a later pass.
  ///
  /// @param steps the work; its end is the end of the work, and what it throws its failure
  /// @throws IllegalStateException if this has been stopped
  /// @throws OverflowFailure if there are too many already
  public CooperativeTask cooperate(Iterator<? extends @Nullable Object> steps) {
    turn.checkTurn("Cooperator.cooperate");
    Objects.requireNonNull(steps, "steps");
    if (isStopped) {
      throw new IllegalStateException("this cooperator has been stopped; make a new one");
    }
    if (tasks.size() >= TASKS_MAX) {
      throw new OverflowFailure("works of a cooperator", TASKS_MAX);
    }
    var task = new CooperativeTask(this, turn, (Failures) reactor, steps);
    tasks.add(task);
    add(task);
    return task;
  }

  /// Stops all works; none begins any more.
  public void stop() {
    turn.checkTurn("Cooperator.stop");
    isStopped = true;
    List.copyOf(tasks).forEach(CooperativeTask::stop);
  }

  /// How many works have not ended. On the turn.
  public int tasks() {
    return tasks.size();
  }

  /// A work that may take a step.
  void add(CooperativeTask task) {
    if (task.isQueued()) {
      return;
    }
    task.queued(true);
    ready.add(task);
    schedule();
  }

  void ended(CooperativeTask task) {
    tasks.remove(task);
  }

  private void schedule() {
    if (isScheduled) {
      return;
    }
    try {
      turn.execute(this::slice);
      isScheduled = true;
    } catch (RuntimeException reactorHasStopped) {
      isStopped = true;
      List.copyOf(tasks).forEach(task -> task.fail(reactorHasStopped));
    }
  }

  private void slice() {
    isScheduled = false;
    long start = reactor.clock().nanoTime();
    for (int steps = 0; steps < STEPS_PER_SLICE_MAX; steps++) {
      CooperativeTask task = ready.poll();
      if (task == null) {
        return;
      }
      task.queued(false);
      if (task.isReady()) {
        task.step();
        if (task.isReady()) {
          task.queued(true);
          ready.add(task);
        }
      }
      if (reactor.clock().nanoTime() - start >= sliceNanos) {
        break;
      }
    }
    if (!ready.isEmpty()) {
      schedule();
    }
  }

  @Override
  public String toString() {
    return "Cooperator[%d works, %d ready%s]"
        .formatted(tasks.size(), ready.size(), isStopped ? ", stopped" : "");
  }
}
