package dev.triga.tasks;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// What a batch does with each of its tasks.
///
/// Called on the threads of the pool's workers, on several at once. It should honour interruption:
/// that is how a task that takes too long, or is no longer wanted, is asked to end.
///
/// Lambdas that are actions can be serialised, because [processes][TaskWorkers#processes] get them
/// so: there, what an action captures has to be serialisable too, and each process has one copy for
/// all tasks of a batch. With threads that does not matter.
///
/// @param <T> the type of the tasks
/// @param <R> the type of the results
@FunctionalInterface
public interface Action<T extends @Nullable Object, R extends @Nullable Object>
    extends Serializable {
  /// Does one task.
  ///
  /// @param task may be null, like any other task
  /// @return the result; null is a result like any other
  /// @throws Exception to fail; errors fail the task too. A [dev.triga.reactor.Halt] ends the batch
  ///   and reaches its caller.
  R run(T task) throws Exception;
}
