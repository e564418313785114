package dev.triga.tasks;

import dev.triga.reactor.Halt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why a batch ends before its end, and what its caller is told of that. Under the schedule's lock.
final class Conclusion {
  private final BatchOptions options;
  private final List<Throwable> errors = new ArrayList<>();
  private @Nullable BatchEnding reason;
  private @Nullable Throwable cause;
  private @Nullable String lostWhy;

  Conclusion(BatchOptions options) {
    this.options = options;
  }

  /// Whether the batch ends: no further task of it is begun.
  boolean isDrawn() {
    return reason != null;
  }

  /// The batch ends for this reason.
  void draw(BatchEnding why, @Nullable Throwable error) {
    reason = why;
    cause = error;
  }

  /// One more error, of a batch that ends anyway.
  void add(@Nullable Throwable error) {
    if (error != null && error != cause && errors.size() < BatchFailure.SUPPRESSED_MAX) {
      errors.add(error);
    }
  }

  /// No worker is left: what has not begun is lost.
  void lose(String why) {
    lostWhy = why;
  }

  /// What became of the workers, if that is why tasks will not begin.
  @Nullable String lostWhy() {
    return lostWhy;
  }

  BatchEnding ending() {
    return reason == null ? BatchEnding.COMPLETED : reason;
  }

  /// The limit that running tasks have exceeded when the batch ends so; 0 if they are cancelled.
  long limitNanos() {
    return switch (ending()) {
      case DEADLINE -> options.deadlineNanos();
      case RESULT_TIMEOUT -> options.resultTimeoutNanos();
      default -> 0;
    };
  }

  /// What the caller has to be told beside the outcomes: null if they say it all.
  ///
  /// @param ended how many tasks have ended
  @Nullable RuntimeException failure(long ended, @Nullable Outcomes<?, ?> outcomes) {
    if (cause instanceof Halt halt) {
      return halt;
    }
    boolean isQuiet =
        switch (ending()) {
          case COMPLETED -> true;
          case DEADLINE, RESULT_TIMEOUT -> options.onError() == ErrorPolicy.CONTINUE;
          default -> false;
        };
    if (isQuiet) {
      return null;
    }
    String why =
        switch (ending()) {
          case DEADLINE -> "its deadline of " + Duration.ofNanos(options.deadlineNanos());
          case RESULT_TIMEOUT ->
              "no outcome within " + Duration.ofNanos(options.resultTimeoutNanos());
          case INPUT_FAILED -> "its input failed: " + cause;
          default -> String.valueOf(cause);
        };
    var failure =
        new BatchFailure(
            "batch '%s' ended after %d tasks: %s".formatted(options.name(), ended, why),
            ending(),
            cause,
            outcomes);
    errors.forEach(failure::addSuppressed);
    return failure;
  }
}
