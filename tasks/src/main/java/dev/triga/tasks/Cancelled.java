package dev.triga.tasks;

import org.jspecify.annotations.Nullable;

/// The task was no longer wanted: it was cancelled by itself, or the batch ended before it was its
/// turn or while it was running. [Attempt#number] is 0 if it never began.
///
/// @param task the task
/// @param attempt the last attempt
/// @param <T> the type of the tasks
/// @param <R> the type of the results
public record Cancelled<T extends @Nullable Object, R extends @Nullable Object>(
    T task, Attempt attempt) implements Outcome<T, R> {}
