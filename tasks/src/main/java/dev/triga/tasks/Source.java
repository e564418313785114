package dev.triga.tasks;

import org.jspecify.annotations.Nullable;

/// Where the tasks of a batch come from. All methods under the schedule's lock.
sealed interface Source permits Snapshot, Feed {
  /// Whether [#claim] would give tasks now.
  boolean hasTasks();

  /// Whether there will never be any more.
  boolean isExhausted();

  /// How many tasks there are in all, or -1 while nobody knows.
  long total();

  /// The next tasks, at most `max`; null if there are none now.
  @Nullable Chunk claim(BatchRun batch, int max);

  /// Whether the task with that index has been taken from the input and not been claimed.
  boolean isAhead(long index);

  /// Nobody wants any more; gives what has been taken from the input and not been claimed.
  ///
  /// @param lostWhy what became of the workers; null if the tasks are cancelled
  /// @return as pieces of tasks that have not begun, or null if there is none or no more of it; to
  ///   be called until then
  @Nullable Piece close(@Nullable String lostWhy);

  /// Begins to read the input, if that is work.
  void begin();

  /// Whoever reads the outcomes has taken so many that weigh so much: there may be room in the
  /// window.
  void released(int tasks, long bytes);
}
