package dev.triga.loop;

import dev.triga.reactor.Signal;

/// Where signals come from: the JVM, or a test. Any thread.
interface SignalSource {
  /// Has `action` called on some thread each time the signal arrives.
  ///
  /// @return restores the disposition from before
  /// @throws UnsupportedOperationException if the signal cannot be had, with the reason
  Runnable install(Signal signal, Runnable action);
}
