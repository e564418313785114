package dev.triga.tasks;

/// What a pool has at the moment and has had since it was opened.
///
/// @param workers how many threads it has
/// @param abandoned how many of its threads it has given up, because their task does not end
///   although it was interrupted; one that ends after all no longer counts
/// @param batches how many batches are on their way
/// @param running how many workers are at work
/// @param succeeded how many tasks have succeeded
/// @param failed how many have failed for good
/// @param timedOut how many have taken too long
/// @param lost how many were lost
/// @param cancelled how many were cancelled
/// @param retried how many further attempts were made
public record TaskCounts(
    int workers,
    int abandoned,
    int batches,
    int running,
    long succeeded,
    long failed,
    long timedOut,
    long lost,
    long cancelled,
    long retried) {}
