package dev.triga.tasks;

import java.time.Duration;

/// Which task of a batch an outcome belongs to, and how its last attempt went.
///
/// Time is measured for each task whose kind takes two microseconds or more on the average. Tinier
/// ones, which workers do in chunks, get an even part of their chunk's time.
///
/// @param index the position of the task in the input, from 0
/// @param number which attempt it was, from 1; 0 if none was begun
/// @param startNanos when it began, in nanoseconds after the batch began; 0 if none was begun
/// @param tookNanos how long it took, in nanoseconds: numbers rather than durations, because a
///   batch has millions
public record Attempt(long index, int number, long startNanos, long tookNanos) {
  /// When it began, after the batch began.
  public Duration start() {
    return Duration.ofNanos(startNanos);
  }

  /// How long it took.
  public Duration took() {
    return Duration.ofNanos(tookNanos);
  }

  /// That of a task that never began.
  static Attempt none(long index) {
    return new Attempt(index, 0, 0, 0);
  }
}
