package dev.triga.reactor;

import dev.triga.loop.TimerCall;
import java.time.Duration;

/// A call that a reactor will make once, at its time. Any thread may use it.
///
/// Each change is atomic against the call being made, and tells whether it won: after `true` from
/// [#cancel()] the task will never run; after `false` it has run, is running, or was cancelled
/// before.
public sealed interface ScheduledCall permits TimerCall {
  /// Cancels the call and lets go of its task.
  ///
  /// @return whether this call won: the task has not run and never will
  boolean cancel();

  /// Moves the due time by `by`, later or (negative) sooner, but not before now.
  ///
  /// @return whether the call was still pending
  boolean delay(Duration by);

  /// Sets the due time to now plus `fromNow`.
  ///
  /// @return whether the call was still pending
  /// @throws IllegalArgumentException if `fromNow` is negative
  boolean reset(Duration fromNow);

  /// Like [#reset] when that makes it sooner, else changes nothing.
  ///
  /// @return whether the call was still pending and was moved
  /// @throws IllegalArgumentException if `fromNow` is negative
  boolean resetIfEarlier(Duration fromNow);

  /// Makes the call due at once: it runs in the next pass and nobody can prevent it any more.
  ///
  /// @return whether this call won: it was pending
  boolean runNow();

  /// Whether it waits for its time.
  boolean isPending();

  /// Whether it was cancelled.
  boolean isCancelled();

  /// Whether it has been made or is being made.
  boolean isDone();

  /// The time until it is due, zero when overdue; for a call that is not pending, zero.
  Duration dueIn();
}
