package dev.triga.loop;

import dev.triga.reactor.ReactorStoppedException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// Tells apart why work that was given to a thread has failed.
final class WorkFailures {
  /// How far down the causes of a failure an interruption is looked for.
  private static final int CAUSES_MAX = 16;

  private WorkFailures() {}

  /// Whether a failure is how cancelled work ends, so that nobody needs to hear of it.
  static boolean isByCancel(Throwable thrown) {
    @Nullable Throwable failure = thrown;
    for (int i = 0; failure != null && i < CAUSES_MAX; i++) {
      if (failure instanceof CancellationException
          || failure instanceof InterruptedException
          || failure instanceof ClosedByInterruptException
          || failure instanceof ReactorStoppedException) {
        return true;
      }
      failure = failure.getCause();
    }
    return false;
  }

  /// Throws any throwable from a place that declares none.
  @SuppressWarnings("unchecked")
  static <X extends Throwable> RuntimeException raise(Throwable error) throws X {
    throw (X) error;
  }
}
