package dev.triga.tasks;

/// How a worker does the tasks of a chunk. Each worker has one of its own.
interface Performer {
  /// Does one after the other until there is none left or somebody has seized the chunk. Never
  /// throws what a task throws.
  void perform(Chunk chunk);
}
