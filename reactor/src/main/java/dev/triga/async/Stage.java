package dev.triga.async;

import dev.triga.loop.Failures;
import dev.triga.loop.Turn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A Deferred that depends on another one, and at the same time the listener of it: one object does
/// both, which is why a chain costs 32 bytes a stage.
///
/// As a [Runnable] it is the delivery of the list of listeners that begins with it.
abstract class Stage<T extends @Nullable Object> extends Deferred<T> implements Runnable {
  /// How many listeners of one Deferred run before the loop gets to do something else.
  private static final int LISTENERS_IN_A_ROW = 1_024;

  /// How many links of a chain run in one delivery; the loop looks at the clock between deliveries.
  private static final int LINKS_IN_A_ROW = 64;

  /// The next one in the list: older while it waits, newer when it is delivered. Behind the last
  /// one in a turn's list stands the function of the Deferred that they listen to.
  @Nullable Object next;

  /// What it listens to.
  @Nullable Deferred<?> source;

  /// @param function what it does with the result; the kind of stage knows the type
  Stage(@Nullable Turn owner, Deferred<?> source, @Nullable Object function) {
    super(owner, true, function);
    this.source = source;
    if (owner != null && source.owner != owner) {
      putAside(new Aside.Away(null));
    }
  }

  /// For what is in the list without being a dependent.
  Stage() {
    super(null, false, null);
  }

  /// The next one in the list, without what stands behind the last one.
  final @Nullable Stage<?> following() {
    return next instanceof Stage<?> stage ? stage : null;
  }

  /// What becomes of this stage when its source ends with a result; the stored form.
  ///
  /// @return the stored form of its own result, or null when the stage now waits for something else
  abstract @Nullable Object outcome(Object result) throws Throwable;

  /// The Deferred that wants the result: itself, as a rule.
  Deferred<?> target() {
    return this;
  }

  /// What it waits for, and what is cancelled with it when nobody else wants it.
  @Override
  List<Deferred<?>> sources() {
    Deferred<?> only = source;
    return only == null ? List.of() : List.of(only);
  }

  /// Whether somebody still wants the result.
  boolean isLive() {
    return !target().isDone();
  }

  @Override
  public final void run() {
    deliver(this, null);
  }

  /// Tells a list of listeners, which all have the same source, the oldest first. When nothing else
  /// is ready, it goes on with the listeners of the last one, and so on, as the ready queue would.
  @SuppressWarnings("NullAway") // It cannot see that T takes null where T says so.
  static void deliver(Stage<?> first, @Nullable Trampoline trampoline) {
    Stage<?> stage = first;
    while (stage.source == null) {
      // It had two sources and has ended by the other one.
      stage = stage.following();
      if (stage == null) {
        return;
      }
    }
    Deferred<?> source = stage.source;
    // The source's result where it has just been stored: reading it back at once takes as long as
    // a second atomic step.
    Object known = null;
    int count = 0;
    int links = 0;
    while (stage != null) {
      Object result = known;
      if (result == null) {
        Object end = source.end();
        if (end instanceof Finish finish
            && finish.isHoldingBack()
            && (stage = source.holdBack(stage, false)) == null) {
          return;
        }
        result = Finish.result(end);
      }
      if (++count > LISTENERS_IN_A_ROW && source.owner != null) {
        source.holdBack(stage, true);
        return;
      }
      Stage<?> following = stage.following();
      stage.next = null;
      Stage<?> due = null;
      try {
        Object outcome = stage.fire(result, trampoline);
        known = outcome;
        if (outcome != null) {
          due = stage.endTold(outcome, source, trampoline);
        }
      } catch (Throwable fatal) {
        if (following != null) {
          source.start(following, trampoline);
        }
        throw fatal;
      }
      if (due == null) {
        known = null;
      } else if (following == null && ++links < LINKS_IN_A_ROW && stage.isNextToRun(trampoline)) {
        source = stage;
        following = due;
      } else {
        stage.start(due, trampoline);
        known = null;
      }
      stage = following;
    }
  }

  /// Ends it with its own result, after its source was told.
  ///
  /// @return the listeners that are to be told next, if that is left to the caller
  private @Nullable Stage<?> endTold(
      Object outcome, Deferred<?> from, @Nullable Trampoline trampoline) {
    Stage<?> due = null;
    if (from.owner == owner) {
      due = settleAndTake(outcome, trampoline);
    } else {
      settle(outcome, trampoline);
    }
    release();
    return due;
  }

  /// Makes its own result of its source's.
  ///
  /// @return what the caller is to end it with; null if there is nothing left to do
  @Nullable Object fire(Object result, @Nullable Trampoline trampoline) {
    if (!isDone()) {
      try {
        return outcome(result);
      } catch (Throwable error) {
        boolean isFatal = Failures.isFatal(error);
        settle(new Failure(error, isFatal), trampoline);
        if (isFatal) {
          throw Failure.raise(error);
        }
      }
    }
    release();
    return null;
  }

  /// Lets go of what is not needed after the end.
  final void release() {
    source = null;
    dropFunction();
  }
}
