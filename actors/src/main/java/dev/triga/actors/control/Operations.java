package dev.triga.actors.control;

import dev.triga.async.Deferred;
import org.jspecify.annotations.Nullable;

/// What a program does when its operator asks, beside what its actors answer themselves. On the
/// arbiter's turn.
public interface Operations {
  /// Replaces all workers.
  ///
  /// @return succeeds when new ones serve
  Deferred<@Nullable Void> reload();

  /// Begins to stop in order.
  void stop();
}
