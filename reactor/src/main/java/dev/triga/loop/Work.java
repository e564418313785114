package dev.triga.loop;

/// One call that waits for a thread, or has one.
interface Work {
  /// Runs it, unless it was cancelled before; on its thread. Does not throw.
  ///
  /// @return how it ended
  Ending run();

  /// Ends it without having run.
  void drop(RuntimeException why);

  /// Has it end, now that it runs; its thread is interrupted beside that.
  void giveUp(RuntimeException why);

  /// How a call ended.
  enum Ending {
    /// It returned.
    COMPLETED,
    /// It threw.
    FAILED,
    /// It was cancelled before it began.
    CANCELLED
  }
}
