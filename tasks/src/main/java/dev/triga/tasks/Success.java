package dev.triga.tasks;

import org.jspecify.annotations.Nullable;

/// The task was done.
///
/// @param task the task
/// @param value what the action returned
/// @param attempt the attempt that succeeded
/// @param <T> the type of the tasks
/// @param <R> the type of the results
public record Success<T extends @Nullable Object, R extends @Nullable Object>(
    T task, R value, Attempt attempt) implements Outcome<T, R> {}
