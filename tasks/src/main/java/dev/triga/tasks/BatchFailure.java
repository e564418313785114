package dev.triga.tasks;

import org.jspecify.annotations.Nullable;

/// A batch ended before its end. The cause is the first error; errors of other tasks, up to
/// [#SUPPRESSED_MAX], are suppressed exceptions.
public final class BatchFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// How many further errors are kept as suppressed ones. All are in the outcomes.
  public static final int SUPPRESSED_MAX = 100;

  private final BatchEnding ending;
  private final transient @Nullable Outcomes<?, ?> outcomes;

  BatchFailure(
      String message,
      BatchEnding ending,
      @Nullable Throwable cause,
      @Nullable Outcomes<?, ?> outcomes) {
    super(message, cause);
    this.ending = ending;
    this.outcomes = outcomes;
  }

  /// Why it ended.
  public BatchEnding ending() {
    return ending;
  }

  /// How each task ended that was taken from the input, in task order; null if the outcomes went to
  /// a stream or a subscriber, or if this failure was serialised meanwhile.
  public @Nullable Outcomes<?, ?> outcomes() {
    return outcomes;
  }
}
