package dev.triga.async;

import java.lang.System.Logger.Level;

/// Says in debug mode where a Deferred had been made and completed, when it is completed again.
///
/// The caller sees false, which is often all right (a reply after its time-out); so this goes to
/// the system logger at level DEBUG.
final class LostCompletion {
  private static final System.Logger LOGGER = System.getLogger("dev.triga.async");

  private LostCompletion() {}

  /// Logs a completion that came too late.
  ///
  /// @param state the state word that was found
  /// @param result what was to be stored
  static void note(Object state, Object result) {
    if (!(state instanceof Finish finish) || finish.trace == null) {
      return;
    }
    if (LOGGER.isLoggable(Level.DEBUG)) {
      Throwable second = new Throwable("the second completion, which was lost");
      if (finish.trace.completion() != null) {
        second.addSuppressed(finish.trace.completion());
      }
      second.addSuppressed(finish.trace.creation());
      LOGGER.log(
          Level.DEBUG,
          "a Deferred that had ended was given another " + Description.ofResult(result),
          second);
    }
  }
}
