package dev.triga.reactor;

import dev.triga.loop.TimerCall;
import java.time.Duration;

/// A task that a reactor will run at a certain time, as returned by `schedule`, and the means to
/// change one's mind about it until then.
///
/// Every method may be called from any thread. A call is pending until it is cancelled or its turn
/// comes, and each method that changes it is atomic and tells whether it won: of a `cancel`, a
/// `reset` and the loop that is about to run the task, exactly one sees the call pending last.
/// Nothing ever runs the task inside one of these methods. Once the task has begun or the call is
/// cancelled, the call no longer refers to the task, so that a kept call keeps nothing else alive.
///
/// Due times are on the reactor's monotonic clock, in nanoseconds. A task never runs before its
/// time. Those due at the same time run in the order in which they were scheduled; moving a call
/// does not change its place in that order. A time further away than the clock can tell (292 years)
/// counts as that far away. When the reactor stops, calls that are still pending are cancelled.
public sealed interface ScheduledCall permits TimerCall {

  /// Withdraws the call, so that its task never runs.
  ///
  /// @return whether this invocation cancelled it; false when it was cancelled before, has begun to
  ///     run or is about to because of [#runNow()]
  boolean cancel();

  /// Moves the due time by the given amount: later, or sooner when it is negative. A call moved into
  /// the past is due at once.
  ///
  /// @param by what to add to the present due time
  /// @return whether the call was still pending and has been moved
  boolean delay(Duration by);

  /// Makes the call due the given time from now, whatever its due time was.
  ///
  /// @param fromNow time from now, zero or more
  /// @return whether the call was still pending and has been moved
  /// @throws IllegalArgumentException if the time is negative
  boolean reset(Duration fromNow);

  /// Makes the call due the given time from now if that is sooner than its present due time. This is
  /// what tightens a time-out.
  ///
  /// @param fromNow time from now, zero or more
  /// @return whether the call was still pending and has been moved sooner
  /// @throws IllegalArgumentException if the time is negative
  boolean resetIfEarlier(Duration fromNow);

  /// Runs the task early: on the reactor's turn, in its next pass, before every other timer of that
  /// pass. From then on the call can neither be cancelled nor moved, and it runs no second time.
  ///
  /// @return whether this invocation made it run; false when it was cancelled, has begun, or
  ///     another invocation of this method came first
  boolean runNow();

  /// Whether the task is still to come and the call can be cancelled or moved.
  ///
  /// @return true until the call is cancelled, is told to run now, or its task begins
  boolean isPending();

  /// Whether the call was cancelled before its task began.
  ///
  /// @return true after a `cancel` that won, and after the reactor stopped with the call pending
  boolean isCancelled();

  /// Whether the task has been run to its end, be it that it returned or that it threw. False while
  /// it is running, and false for a cancelled call.
  ///
  /// @return true once the task is over
  boolean isDone();

  /// How long it is until the call is due.
  ///
  /// @return the time left; zero when it is overdue or no longer pending
  Duration dueIn();
}
