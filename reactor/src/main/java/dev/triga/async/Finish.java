package dev.triga.async;

import org.jspecify.annotations.Nullable;

/// The end of a Deferred that has something to remember beside its result.
///
/// Immutable, so that each change is one compare-and-set of the Deferred's state word.
final class Finish extends Encoded {
  final Object result;

  /// How many resumes are needed before listeners are told.
  final int pauses;

  /// Listeners that wait for a delivery or a resume, the newest first.
  final @Nullable Stage<?> waiting;

  /// Older ones whose delivery had begun or was due, the newest first. While there are any, other
  /// deliveries that were due join them.
  final @Nullable Stage<?> heldBack;

  /// Whether a delivery is on its way to the turn; it will take all who wait.
  final boolean isScheduled;

  /// Whether the result is a failure that no listener has been given.
  final boolean isUnobserved;

  final @Nullable Trace trace;

  private Finish(
      Object result,
      int pauses,
      @Nullable Stage<?> waiting,
      @Nullable Stage<?> heldBack,
      boolean isScheduled,
      boolean isUnobserved,
      @Nullable Trace trace) {
    this.result = result;
    this.pauses = pauses;
    this.waiting = waiting;
    this.heldBack = heldBack;
    this.isScheduled = isScheduled;
    this.isUnobserved = isUnobserved;
    this.trace = trace;
  }

  /// The state word for an end: the bare result when there is nothing else to remember.
  static Object of(
      Object result,
      int pauses,
      @Nullable Stage<?> waiting,
      boolean isScheduled,
      boolean isUnobserved,
      @Nullable Trace trace) {
    return new Finish(result, pauses, waiting, null, isScheduled, isUnobserved, trace).word();
  }

  /// The end as it stands in a state word, with or without something around it.
  static Finish at(Object state) {
    return state instanceof Finish finish
        ? finish
        : new Finish(state, 0, null, null, false, false, null);
  }

  /// The result in a state word of a Deferred that has ended.
  static Object result(Object state) {
    return state instanceof Finish finish ? finish.result : state;
  }

  private Object word() {
    return pauses == 0 && !hasWaiting() && !isScheduled && !isUnobserved && trace == null
        ? result
        : this;
  }

  /// Whether a new listener has to wait behind others.
  boolean isHolding() {
    return pauses > 0 || isScheduled;
  }

  /// Whether a delivery that is due has to be held back.
  boolean isHoldingBack() {
    return pauses > 0 || heldBack != null;
  }

  boolean hasWaiting() {
    return waiting != null || heldBack != null;
  }

  Object observed() {
    return new Finish(result, pauses, waiting, heldBack, isScheduled, false, trace).word();
  }

  Object paused(int newPauses) {
    return new Finish(result, newPauses, waiting, heldBack, isScheduled, isUnobserved, trace)
        .word();
  }

  /// With these listeners waiting, who have thereby observed the result.
  Object holding(Stage<?> newWaiting, boolean scheduled) {
    return new Finish(result, pauses, newWaiting, heldBack, scheduled, false, trace);
  }

  Object holdingBack(Stage<?> newHeldBack, boolean scheduled) {
    return new Finish(result, pauses, waiting, newHeldBack, scheduled, false, trace);
  }

  /// With nobody waiting, no pause and no delivery on its way.
  Object delivered(boolean isObserved) {
    return new Finish(result, 0, null, null, false, isUnobserved && !isObserved, trace).word();
  }

  /// With the last pause taken back and a delivery on its way.
  Object scheduled() {
    return new Finish(result, 0, waiting, heldBack, true, isUnobserved, trace);
  }

  Object unscheduled() {
    return new Finish(result, pauses, waiting, heldBack, false, isUnobserved, trace).word();
  }
}
