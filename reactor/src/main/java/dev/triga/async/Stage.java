package dev.triga.async;

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
      // It is told on another turn than its own, so its function must stay where it is.
      putAside(new Aside.Away());
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

  /// Tells a list of listeners, which all have the same source, the oldest first; then, while
  /// nothing else is ready, the listeners of the last one, and so on.
  @SuppressWarnings("NullAway") // It cannot see that T takes null where T says so.
  static void deliver(Stage<?> first, @Nullable Trampoline trampoline) {
    Stage<?> stage = first;
    Deferred<?> source = stage.source;
    while (source == null) {
      // It had two sources and has ended by the other one.
      stage = stage.following();
      if (stage == null) {
        return;
      }
      source = stage.source;
    }
    int count = 0;
    Object known = null;
    while (stage != null) {
      Object result = known;
      if (result == null) {
        Object state = source.end();
        if (state instanceof Finish finish
            && finish.isHoldingBack()
            && (stage = source.holdBack(stage, false)) == null) {
          return;
        }
        result = Finish.result(state);
      }
      if (++count > LISTENERS_IN_A_ROW && source.owner != null) {
        source.holdBack(stage, true);
        return;
      }
      Stage<?> following = stage.following();
      stage.next = null;
      Object outcome;
      try {
        outcome = stage.fire(result, trampoline);
      } catch (Throwable fatal) {
        if (following != null) {
          source.start(following, trampoline);
        }
        throw fatal;
      }
      known = null;
      if (outcome != null) {
        if (source.owner == stage.owner) {
          Stage<?> due = stage.settleAndTake(outcome, trampoline);
          if (due != null) {
            if (following == null && stage.isNextToRun(trampoline)) {
              known = outcome;
              source = stage;
              following = due;
            } else {
              stage.start(due, trampoline);
            }
          }
        } else {
          stage.settle(outcome, trampoline);
        }
        stage.release();
      }
      stage = following;
    }
  }

  /// Makes its own result of its source's.
  ///
  /// @return what the caller is to end it with; null if there is nothing left to do
  @Nullable Object fire(Object result, @Nullable Trampoline trampoline) {
    if (!isDone()) {
      try {
        return outcome(result);
      } catch (Throwable error) {
        boolean isFatal = Failure.isFatal(error);
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
