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

  /// Whether a delivery is on its way to the turn; it will take what waits.
  final boolean isScheduled;

  /// Whether the result is a failure that no listener has been given.
  final boolean isUnobserved;

  final @Nullable Trace trace;

  private Finish(
      Object result,
      int pauses,
      @Nullable Stage<?> waiting,
      boolean isScheduled,
      boolean isUnobserved,
      @Nullable Trace trace) {
    this.result = result;
    this.pauses = pauses;
    this.waiting = waiting;
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
    return pauses == 0 && waiting == null && !isScheduled && !isUnobserved && trace == null
        ? result
        : new Finish(result, pauses, waiting, isScheduled, isUnobserved, trace);
  }

  /// The end as it stands in a state word, with or without something around it.
  static Finish at(Object state) {
    return state instanceof Finish finish
        ? finish
        : new Finish(state, 0, null, false, false, null);
  }

  /// The result in a state word of a Deferred that has ended.
  static Object result(Object state) {
    return state instanceof Finish finish ? finish.result : state;
  }

  /// Whether a new listener has to wait behind others.
  boolean isHolding() {
    return pauses > 0 || isScheduled;
  }

  Object observed() {
    return of(result, pauses, waiting, isScheduled, false, trace);
  }

  Object paused(int newPauses) {
    return of(result, newPauses, waiting, isScheduled, isUnobserved, trace);
  }

  /// With these listeners waiting, who have thereby observed the result.
  Object holding(Stage<?> newWaiting, boolean scheduled) {
    return of(result, pauses, newWaiting, scheduled, false, trace);
  }

  /// With nobody waiting and no delivery on its way.
  Object delivered() {
    return of(result, pauses, null, false, isUnobserved, trace);
  }

  Object unscheduled() {
    return of(result, pauses, waiting, false, isUnobserved, trace);
  }
}
