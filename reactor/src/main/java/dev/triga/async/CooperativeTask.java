package dev.triga.async;

import dev.triga.loop.Failures;
import dev.triga.loop.Turn;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// One work of a [Cooperator]. On the turn.
public final class CooperativeTask {
  private final Cooperator cooperator;
  private final Turn turn;
  private final Failures failures;
  private final Iterator<? extends @Nullable Object> steps;
  private final List<Deferred<@Nullable Void>> waiting = new ArrayList<>();

  private int pauses;
  private boolean isQueued;

  /// What it waits for before its next step.
  private @Nullable Deferred<?> stage;

  private boolean isDone;
  private @Nullable Throwable failure;

  CooperativeTask(
      Cooperator cooperator,
      Turn turn,
      Failures failures,
      Iterator<? extends @Nullable Object> steps) {
    this.cooperator = cooperator;
    this.turn = turn;
    this.failures = failures;
    this.steps = steps;
  }

  /// Takes no further step until [#resume()] has been called as often.
  public void pause() {
    turn.checkTurn("CooperativeTask.pause");
    pauses++;
  }

  /// Takes back one [#pause()].
  ///
  /// @throws IllegalStateException if it is not paused
  public void resume() {
    turn.checkTurn("CooperativeTask.resume");
    if (pauses == 0) {
      throw new IllegalStateException("not paused; each resume() needs a pause() before it");
    }
    pauses--;
    if (isReady()) {
      cooperator.add(this);
    }
  }

  /// Ends the work where it is: it takes no further step, and the stage that it waits for is
  /// cancelled. Those who asked with [#whenDone()] get a [CancelFailure].
  ///
  /// @return whether this call did it: false when it had ended before
  public boolean stop() {
    turn.checkTurn("CooperativeTask.stop");
    if (isDone) {
      return false;
    }
    Deferred<?> awaited = stage;
    var why = new CancelFailure(null);
    end(why);
    if (awaited != null) {
      awaited.cancel(why);
    }
    return true;
  }

  /// A new Deferred with the end of the work: it succeeds after the last step, and fails as a step
  /// did. Cancelling it does not end the work. A failure for which nobody has asked goes to the
  /// reactor's uncaught handler.
  public Deferred<@Nullable Void> whenDone() {
    turn.checkTurn("CooperativeTask.whenDone");
    Deferred<@Nullable Void> done = new Deferred<>(turn, true);
    if (isDone) {
      tell(done);
    } else {
      waiting.add(done);
    }
    return done;
  }

  /// Whether it has ended. On the turn.
  public boolean isDone() {
    return isDone;
  }

  boolean isReady() {
    return !isDone && pauses == 0 && stage == null;
  }

  boolean isQueued() {
    return isQueued;
  }

  void queued(boolean isQueued) {
    this.isQueued = isQueued;
  }

  void step() {
    try {
      if (!steps.hasNext()) {
        end(null);
      } else if (steps.next() instanceof CompletionStage<?> awaited) {
        await(awaited);
      }
    } catch (Throwable thrown) {
      fail(thrown);
      if (Failures.isFatal(thrown)) {
        throw thrown;
      }
    }
  }

  private void await(CompletionStage<?> awaited) {
    if (isDone) {
      return; // The step has stopped its own work.
    }
    stage =
        Begun.work(
            turn,
            () -> awaited,
            (value, error) -> {
              stage = null;
              if (error != null) {
                fail(error);
              } else if (isReady()) {
                cooperator.add(this);
              }
            });
  }

  void fail(Throwable error) {
    if (isDone) {
      return;
    }
    boolean isHeard = !waiting.isEmpty();
    end(error);
    if (!isHeard && !Failures.isFatal(error)) {
      failures.report("cooperative task", steps, error, null);
    }
  }

  private void end(@Nullable Throwable error) {
    if (isDone) {
      return;
    }
    isDone = true;
    failure = error;
    stage = null;
    cooperator.ended(this);
    List.copyOf(waiting).forEach(this::tell);
    waiting.clear();
  }

  private void tell(Deferred<@Nullable Void> done) {
    if (failure == null) {
      done.settle(Encoded.NULL, null);
    } else {
      done.settle(new Failure(failure, failure instanceof CancelFailure), null);
    }
  }

  @Override
  public String toString() {
    String how =
        isDone
            ? failure == null ? "done" : "ended by " + failure
            : pauses > 0 ? "paused" : stage != null ? "waiting for " + stage : "ready";
    return "CooperativeTask[" + how + "]";
  }
}
