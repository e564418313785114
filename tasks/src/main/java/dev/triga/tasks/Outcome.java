package dev.triga.tasks;

import org.jspecify.annotations.Nullable;

/// How a task ended. Each task of a batch has exactly one.
///
/// ```java
/// switch (outcome) {
///   case Success(var task, var value, _) -> print(task, value);
///   case Failure(var task, var error, _) -> warn(task, error);
///   case TimedOut(var task, var after, _) -> warn(task, after);
///   case Lost(var task, var why, _) -> warn(task, why);
///   case Cancelled(var task, _) -> {}
/// }
/// ```
///
/// Immutable. Outcomes are made when they are asked for: two of one task are equal, not identical.
///
/// @param <T> the type of the tasks
/// @param <R> the type of the results
public sealed interface Outcome<T extends @Nullable Object, R extends @Nullable Object>
    permits Success, Failure, TimedOut, Lost, Cancelled {
  /// The task, as the input gave it.
  T task();

  /// Which task it was, and how its last attempt went.
  Attempt attempt();

  /// Whether it is a [Success].
  default boolean isSuccess() {
    return this instanceof Success;
  }

  /// The result of a success, else null. A success may have null as its result too; [#isSuccess]
  /// tells.
  default @Nullable R valueOrNull() {
    return this instanceof Success<T, R> success ? success.value() : null;
  }
}
