package dev.triga.reactor;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Work at a system event that may take until a later pass. Runs on the turn.
@FunctionalInterface
public interface Trigger {
  /// Begins the work.
  ///
  /// @return a stage that the phase waits for, or null when everything is done
  /// @throws Exception to report that it failed; the event goes on
  @Nullable CompletionStage<?> fire() throws Exception;
}
