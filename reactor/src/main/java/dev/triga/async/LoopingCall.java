package dev.triga.async;

import dev.triga.loop.Failures;
import dev.triga.loop.Turn;
import dev.triga.reactor.Reactor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A function that is called again and again, on a grid of time: at `start + k · interval`.
///
/// **Grid.** A call that is late or takes long does not shift the ones after it. While a call has
/// not ended, the next one does not begin: a task that returns a stage delays it until the stage
/// has ended. Points of the grid that pass meanwhile are *skipped*, never made up for; the task is
/// told how many points have come since its last call. An interval of zero calls once in every
/// pass.
///
/// **Failures.** What the task throws, or its stage fails with, ends the loop and fails the result
/// of [#start]; a failure to which nobody listens is reported, as with any Deferred. With
/// [#onFailure] it is reported to the reactor's uncaught handler instead, and the loop goes on.
///
/// **Threads.** On the turn, as is the task. Time is the reactor's clock. A loop that has ended can
/// be started again. It does not end by itself when the reactor begins to stop; where the last call
/// has to be waited for, run it as a service: [dev.triga.service.Service#every].
///
/// ```java
/// var journal = LoopingCall.of(reactor, slots -> writeOnThread(snapshot()));
/// journal.start(Duration.ofMinutes(1)); // never two writes at once
/// ```
public final class LoopingCall {
  private final Reactor reactor;
  private final Turn turn;
  private final Failures failures;
  private final Task task;
  private final Object given;

  private @Nullable Backoff onFailure;
  private int failuresInARow;
  private long failingSince;

  private Grid grid = new Grid(0, 0, 0);
  private long skipped;

  /// The result of start while the loop runs.
  private @Nullable Deferred<@Nullable Void> result;

  /// Those who wait for the end of a loop that was stopped.
  private final List<Deferred<@Nullable Void>> stopping = new ArrayList<>();

  private Turn.@Nullable Timer timer;
  private @Nullable Deferred<?> stage;
  private boolean isCalling;
  private boolean isStopping;

  /// What is called.
  @FunctionalInterface
  public interface Task {
    /// Does its work, or begins it.
    ///
    /// @param slots how many points of the grid have come since the last call, at least 1; more
    ///   when some were skipped
    /// @return the stage that has to end before the next call, or null when the work is done
    /// @throws Exception to report that it failed
    @Nullable CompletionStage<?> call(long slots) throws Exception;
  }

  private LoopingCall(Reactor reactor, Task task, Object given) {
    this.reactor = reactor;
    this.turn = (Turn) reactor;
    this.failures = (Failures) reactor;
    this.task = task;
    this.given = given;
  }

  /// A loop over work that may go on after the call returns.
  public static LoopingCall of(Reactor reactor, Task task) {
    return new LoopingCall(reactor, Objects.requireNonNull(task, "task"), task);
  }

  /// A loop over work that is done when the call returns.
  public static LoopingCall of(Reactor reactor, Runnable task) {
    Objects.requireNonNull(task, "task");
    return new LoopingCall(
        reactor,
        slots -> {
          task.run();
          return null;
        },
        task);
  }

  /// Goes on after failures: each is reported to the reactor's uncaught handler, and the next call
  /// comes at the first point of the grid after the delay that `backoff` says. When it gives up,
  /// the loop ends with that failure. A call that succeeds sets the count of failures back.
  /// [Backoff#NONE] misses no point of the grid.
  ///
  /// @return this
  public LoopingCall onFailure(Backoff backoff) {
    turn.checkTurn("LoopingCall.onFailure");
    this.onFailure = Objects.requireNonNull(backoff, "backoff");
    return this;
  }

  /// Begins, with the first call in the next pass.
  ///
  /// @return succeeds when the loop has been stopped and its last call has ended; fails when a call
  ///   fails. Cancelling it stops the loop and cancels the call in progress
  /// @throws IllegalArgumentException if the interval is negative
  /// @throws IllegalStateException if it runs already
  public Deferred<@Nullable Void> start(Duration interval) {
    return start(interval, 0);
  }

  /// Begins, with the first call after one interval. Otherwise as [#start].
  public Deferred<@Nullable Void> startLater(Duration interval) {
    return start(interval, 1);
  }

  private Deferred<@Nullable Void> start(Duration interval, long firstSlot) {
    turn.checkTurn("LoopingCall.start");
    if (interval.isNegative()) {
      throw new IllegalArgumentException(
          "a loop every " + interval + " is not possible; the interval must not be negative");
    }
    if (result != null) {
      throw new IllegalStateException(this + " runs already; stop() it before start()");
    }
    grid = Grid.of(reactor.clock().nanoTime(), interval, firstSlot - 1);
    skipped = 0;
    failuresInARow = 0;
    Deferred<@Nullable Void> started = Deferred.named("looping call", reactor);
    result = started;
    callAt(firstSlot);
    return started.onCancel(why -> {
      if (result == started) {
        var _ = stop();
        if (stage != null) {
          stage.cancel(why);
        }
      }
    });
  }

  /// Ends the loop: no further call begins.
  ///
  /// @return succeeds when the call in progress, if any, has ended, whatever it ended with; at once
  ///   when the loop does not run
  public Deferred<@Nullable Void> stop() {
    turn.checkTurn("LoopingCall.stop");
    Deferred<@Nullable Void> stopped = new Deferred<>(turn, true);
    stopping.add(stopped);
    if (result == null) {
      ended();
    } else {
      isStopping = true;
      if (!isCalling && stage == null) {
        succeed();
      }
    }
    return stopped;
  }

  /// Begins a new grid now: the next call comes after one interval, or later if the call in
  /// progress takes longer.
  ///
  /// @return whether the loop runs
  public boolean reset() {
    turn.checkTurn("LoopingCall.reset");
    if (result == null || isStopping) {
      return false;
    }
    grid = grid.begunAt(reactor.clock().nanoTime());
    if (timer != null) {
      timer.drop();
      callAt(1);
    }
    return true;
  }

  /// Whether it has been started and has not ended. On the turn.
  public boolean isRunning() {
    return result != null;
  }

  /// How many points of the grid were skipped since the start. On the turn.
  public long skipped() {
    return skipped;
  }

  private void callAt(long slot) {
    long now = reactor.clock().nanoTime();
    timer = turn.startTimer(Duration.ofNanos(grid.untilSlot(slot, now)), this::call);
  }

  private void call() {
    timer = null;
    long slots = grid.slotsUntil(reactor.clock().nanoTime());
    grid = grid.after(slots);
    skipped += slots - 1;
    CompletionStage<?> begun;
    isCalling = true;
    try {
      begun = task.call(slots);
    } catch (Throwable failure) {
      isCalling = false;
      callEnded(failure);
      if (Failures.isFatal(failure)) {
        throw Failure.raise(failure);
      }
      return;
    }
    isCalling = false;
    if (begun == null) {
      callEnded(null);
      return;
    }
    Deferred<?> here = Deferred.of(begun).on(turn);
    stage = here;
    var _ =
        here.handle((value, failure) -> {
          stage = null;
          callEnded(failure);
          return null;
        });
  }

  private void callEnded(@Nullable Throwable failure) {
    try {
      goOnAfter(failure);
    } catch (RuntimeException broken) {
      // The policy is the user's and may throw; and the reactor may have stopped.
      if (failure != null) {
        broken.addSuppressed(failure);
      }
      fail(broken);
    }
  }

  private void goOnAfter(@Nullable Throwable failure) {
    Duration pause = Duration.ZERO;
    if (failure == null) {
      failuresInARow = 0;
    } else {
      Optional<Duration> delay = delayAfter(failure);
      if (delay.isEmpty()) {
        fail(failure);
        return;
      }
      failures.report("looping call", given, failure, null);
      pause = delay.get();
    }
    if (isStopping) {
      succeed();
    } else {
      callAt(grid.nextSlot(reactor.clock().nanoTime(), pause));
    }
  }

  /// How long to wait after a failure; empty to end with it.
  private Optional<Duration> delayAfter(Throwable failure) {
    if (onFailure == null || (result != null && result.isDone())) {
      return Optional.empty();
    }
    long now = reactor.clock().nanoTime();
    if (failuresInARow == 0) {
      failingSince = now;
    }
    failuresInARow = Math.max(failuresInARow, failuresInARow + 1); // Stays at the largest number.
    Duration elapsed = Duration.ofNanos(now - failingSince);
    return onFailure.delay(failuresInARow, elapsed, failure, reactor.random());
  }

  private void succeed() {
    Deferred<@Nullable Void> started = result;
    ended();
    if (started != null) {
      started.settle(Encoded.NULL, null);
    }
  }

  private void fail(Throwable failure) {
    Deferred<@Nullable Void> started = result;
    ended();
    if (started != null) {
      started.fail(failure);
    }
  }

  private void ended() {
    result = null;
    isStopping = false;
    if (timer != null) {
      timer.drop();
      timer = null;
    }
    List.copyOf(stopping).forEach(stopped -> stopped.settle(Encoded.NULL, null));
    stopping.clear();
  }

  @Override
  public String toString() {
    return "LoopingCall["
        + (result == null ? "ended" : isStopping ? "stopping" : "running")
        + ", "
        + grid
        + ", "
        + skipped
        + " skipped]";
  }
}
