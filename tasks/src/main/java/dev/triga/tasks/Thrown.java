package dev.triga.tasks;

/// Stands in an array of results for a task that has failed for good: its [Failure] is made of it
/// when somebody asks.
///
/// @param error what the action threw
record Thrown(Throwable error) {}
