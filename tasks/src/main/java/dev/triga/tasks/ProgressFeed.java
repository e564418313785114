package dev.triga.tasks;

import java.util.function.Consumer;

/// Tells a listener how a batch goes on: one call at a time, the last of which says that it is
/// over.
final class ProgressFeed {
  private final Consumer<? super Progress> listener;
  private boolean isOver;

  ProgressFeed(Consumer<? super Progress> listener) {
    this.listener = listener;
  }

  /// Called without the schedule's lock; waits for a call that is going on.
  synchronized void tell(BatchRun batch) {
    if (isOver) {
      return;
    }
    Progress progress = batch.progress();
    isOver = progress.isOver();
    try {
      listener.accept(progress);
    } catch (RuntimeException e) {
      batch.schedule.report(
          "the progress listener of batch '" + batch.options.name() + "' failed", e);
    }
  }
}
