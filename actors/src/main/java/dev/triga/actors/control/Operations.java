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

  /// A process has connected that is to take this one's place.
  ///
  /// @return who answers it, or null when nobody was expected
  default @Nullable Heir heir(ControlSession session) {
    return null;
  }

  /// A successor as its predecessor sees it. On the turn.
  interface Heir {
    /// It has said something.
    ///
    /// @return the answer
    @Nullable Object heard(ControlRequest request);

    /// Its connection has ended.
    void gone();
  }
}
