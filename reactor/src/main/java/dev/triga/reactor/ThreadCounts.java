package dev.triga.reactor;

/// How the threads of one kind are doing, at one moment.
///
/// @param threadsMax how many calls run at once at most
/// @param waitingMax how many calls may wait for a thread
/// @param running how many calls run
/// @param waiting how many wait for a thread
/// @param completed how many have returned normally
/// @param failed how many have thrown
/// @param cancelled how many were cancelled before they had a thread
/// @param refused how many were refused because too many were waiting
public record ThreadCounts(
    int threadsMax,
    int waitingMax,
    int running,
    int waiting,
    long completed,
    long failed,
    long cancelled,
    long refused) {}
