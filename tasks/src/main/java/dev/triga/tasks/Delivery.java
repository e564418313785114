package dev.triga.tasks;

/// Where the outcomes of a batch go. All methods under the schedule's lock.
interface Delivery {
  /// Takes outcomes, each task's once, in the order in which they come about.
  void deliver(BatchRun batch, Piece piece);

  /// Each task has been delivered and nobody works any more.
  void over(BatchRun batch);
}
