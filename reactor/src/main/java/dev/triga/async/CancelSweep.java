package dev.triga.async;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// One cancellation: of a Deferred, and of the sources that nobody else waits for.
///
/// First it goes up from the Deferred and runs the cancellers, any of which may end its Deferred
/// with a value; who would get that value is left alone. Then it ends the others, from the bottom
/// up, so that no dependent is told of a source's cancellation before its own.
final class CancelSweep {
  private final CancellationException why;
  private final Failure upstream;
  private final ArrayDeque<Deferred<?>> abandoned = new ArrayDeque<>();
  private @Nullable Throwable fatal;

  private CancelSweep(CancellationException why) {
    this.why = why;
    this.upstream = new Failure(why, true);
  }

  /// Cancels.
  ///
  /// @param own the stored result of the first Deferred, null for the cancellation itself
  /// @return whether this call has ended the Deferred
  static boolean cancel(Deferred<?> first, @Nullable Object own, CancellationException why) {
    CancelSweep sweep = new CancelSweep(why);
    boolean[] won = new boolean[1];
    Trampoline.runAfter(() -> {
      won[0] = sweep.from(first, own == null ? sweep.upstream : own, false);
      for (Deferred<?> next; (next = sweep.abandoned.poll()) != null; ) {
        sweep.from(next, sweep.upstream, true);
      }
    });
    if (sweep.fatal != null) {
      throw Failure.raise(sweep.fatal);
    }
    return won[0];
  }

  /// A Deferred on the way up.
  private static final class Step {
    final Deferred<?> deferred;
    final List<Deferred<?>> sources;
    final @Nullable Step dependent;

    /// The step whose result this one would take over, if it has one source.
    @Nullable Step source;

    /// Whether a canceller has given it its end, or will have when the source's arrives.
    boolean isLeft;

    boolean isCancelled;

    Step(Deferred<?> deferred, @Nullable Step dependent) {
      this.deferred = deferred;
      this.sources = deferred.sources();
      this.dependent = dependent;
    }
  }

  private boolean from(Deferred<?> first, Object own, boolean onlyIfAbandoned) {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step(first, null));
    for (int i = 0; i < steps.size(); i++) {
      climb(steps.get(i), steps);
    }
    for (Step step : steps.reversed()) {
      step.isLeft |= step.source != null && step.source.isLeft;
    }
    for (Step step : steps) {
      Step dependent = step.dependent;
      if (!step.isLeft && (dependent == null || dependent.isCancelled)) {
        end(step, dependent == null ? own : upstream, dependent != null || onlyIfAbandoned);
      }
    }
    return steps.getFirst().isCancelled;
  }

  private void climb(Step step, List<Step> steps) {
    Deferred<?> deferred = step.deferred;
    boolean hasRun =
        (deferred.owner == null || deferred.owner.isOnTurn()) && runCancellers(deferred);
    Failure failure = deferred.failure();
    if (deferred.isDone()) {
      // A canceller may end it with a cancellation from elsewhere, such as a cancelled future of
      // the JDK; that is our doing. A CancelFailure is that of another cancel, which has won.
      step.isCancelled =
          hasRun
              && failure != null
              && failure.error instanceof CancellationException
              && !(failure.error instanceof CancelFailure);
      step.isLeft = hasRun && !step.isCancelled;
      return;
    }
    for (Deferred<?> source : step.sources) {
      if (source.isAbandonedBut(deferred)) {
        Step next = new Step(source, step);
        steps.add(next);
        step.source = step.sources.size() == 1 ? next : null;
      }
    }
  }

  private boolean runCancellers(Deferred<?> deferred) {
    // First the list, then the actions: an action may end the Deferred, which takes the list.
    List<Aside.Canceller> cancellers = new ArrayList<>(0);
    for (Stage<?> stage : deferred.listed()) {
      if (stage instanceof Aside.Canceller canceller) {
        cancellers.add(canceller);
      }
    }
    boolean hasRun = false;
    for (Aside.Canceller canceller : cancellers) {
      if (canceller.claim()) {
        hasRun = true;
        contain(() -> canceller.run(why));
      }
    }
    return hasRun;
  }

  private void end(Step step, Object result, boolean onlyIfAbandoned) {
    contain(() -> step.isCancelled |= step.deferred.settleByCancel(result, why, onlyIfAbandoned));
    if (!step.isCancelled) {
      return;
    }
    // What it waits for may have changed since the climb: what it is now counts.
    for (Deferred<?> source : step.deferred.sources()) {
      if (source.isAbandonedBut(null)) {
        abandoned.add(source);
      } else {
        source.forgetDead();
      }
    }
  }

  private void contain(Runnable action) {
    try {
      action.run();
    } catch (Throwable error) {
      fatal = error;
    }
  }
}
