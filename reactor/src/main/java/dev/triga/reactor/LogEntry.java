package dev.triga.reactor;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One line of a log.
///
/// @param time when it was logged, by the wall clock, read by the thread that logged it
/// @param level how much it matters
/// @param name the full name of the log, such as `reactor-1.http`
/// @param message what happened, as it was given: it may contain line ends and control characters,
///   which a [LogFormatter] makes harmless
/// @param error what was thrown, if anything was
public record LogEntry(
    Instant time, LogLevel level, String name, String message, @Nullable Throwable error) {}
