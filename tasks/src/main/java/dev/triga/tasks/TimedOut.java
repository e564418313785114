package dev.triga.tasks;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The task took longer than allowed: longer than a task may take, or it was running when the
/// batch's time was over. Its thread was interrupted; what it returns or throws later is dropped.
///
/// @param task the task
/// @param after the limit that was exceeded
/// @param attempt the last attempt
/// @param <T> the type of the tasks
/// @param <R> the type of the results
public record TimedOut<T extends @Nullable Object, R extends @Nullable Object>(
    T task, Duration after, Attempt attempt) implements Outcome<T, R> {}
