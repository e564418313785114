package dev.triga.tasks;

import org.jspecify.annotations.Nullable;

/// The action threw, and was not tried again or not any more.
///
/// @param task the task
/// @param error what it threw, the object itself
/// @param attempt the last attempt
/// @param <T> the type of the tasks
/// @param <R> the type of the results
public record Failure<T extends @Nullable Object, R extends @Nullable Object>(
    T task, Throwable error, Attempt attempt) implements Outcome<T, R> {}
