package dev.triga.tasks;

/// Stands in an array of results for what is no plain result: no value of a user's is one of these.
///
/// @param outcome how the task ended
record Settled(Outcome<?, ?> outcome) {}
