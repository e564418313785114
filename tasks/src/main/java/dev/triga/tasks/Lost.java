package dev.triga.tasks;

import org.jspecify.annotations.Nullable;

/// Nobody can tell how the task ended, or nobody was left to do it: its worker is gone.
///
/// @param task the task
/// @param why what became of the worker
/// @param attempt the last attempt
/// @param <T> the type of the tasks
/// @param <R> the type of the results
public record Lost<T extends @Nullable Object, R extends @Nullable Object>(
    T task, String why, Attempt attempt) implements Outcome<T, R> {}
