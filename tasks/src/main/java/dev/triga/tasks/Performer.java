package dev.triga.tasks;

import org.jspecify.annotations.Nullable;

/// How a worker does the tasks of a chunk. Each worker has one of its own, for its thread alone
/// unless said.
interface Performer {
  /// Whether it can do tasks now.
  default boolean isReady() {
    return true;
  }

  /// Makes ready what it needs, which may take a while.
  ///
  /// @return false if that is not possible; the pool has been told then
  default boolean prepare() {
    return true;
  }

  /// Does one after the other until there is none left or somebody has seized the chunk. Never
  /// throws what a task throws.
  void perform(Chunk chunk);

  /// The word of the chunk in hand, if tasks are done in another process. Under the schedule's
  /// lock.
  default @Nullable SharedWord word() {
    return null;
  }

  /// Asks for what is done of the chunk in hand. Does not wait; under the schedule's lock.
  default void flush() {}

  /// Ends what does not end although it was interrupted, if it can. Does not wait; under the
  /// schedule's lock.
  ///
  /// @return false if it cannot
  default boolean kill() {
    return false;
  }

  /// The worker ends.
  default void close() {}
}
