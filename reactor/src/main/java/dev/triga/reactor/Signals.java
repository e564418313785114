package dev.triga.reactor;

import java.util.function.Consumer;

/// Signals of the operating system, delivered on a reactor's turn.
///
/// The process is shared: a signal goes to every reactor that asked for it, and when the last
/// handler is taken back the disposition from before is restored. Handlers replace the default of
/// [Reactor#run()] for that signal (INT and TERM stop the reactor; a second INT ends it at once
/// with [Halt] 130).
public interface Signals {
  /// Calls `action` on the turn each time `signal` arrives. Any thread.
  ///
  /// @return to be cancelled when no longer wanted; all end with the reactor
  /// @throws UnsupportedOperationException if the signal cannot be had, with the reason
  Registration on(Signal signal, Consumer<Signal> action);

  /// Runs the handlers, or the default, as if the signal had arrived, in a later pass. Any thread.
  void raise(Signal signal);

  /// Lets INT and TERM be while the reactor runs on the main thread, unless a handler of one's own
  /// is there. Before [Reactor#run()].
  void withoutDefaults();
}
