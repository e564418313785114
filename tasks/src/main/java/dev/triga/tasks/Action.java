package dev.triga.tasks;

import org.jspecify.annotations.Nullable;

/// What a batch does with each of its tasks.
///
/// Called on the threads of the pool's workers, on several at once. It should honour interruption:
/// that is how a task that takes too long, or is no longer wanted, is asked to end.
///
/// @param <T> the type of the tasks
/// @param <R> the type of the results
@FunctionalInterface
public interface Action<T extends @Nullable Object, R extends @Nullable Object> {
  /// Does one task.
  ///
  /// @param task may be null, like any other task
  /// @return the result; null is a result like any other
  /// @throws Exception to fail; errors fail the task too. A [dev.triga.reactor.Halt] ends the batch
  ///   and reaches its caller.
  R run(T task) throws Exception;
}
