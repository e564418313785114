package dev.triga.testing;

import dev.triga.reactor.Reactor;
import org.jspecify.annotations.Nullable;

/// What a [SimulatedHost] runs: it sets a fresh reactor up, as `main` would before it runs it.
///
/// @param <T> what it gives to the test to look at
@FunctionalInterface
public interface HostProgram<T extends @Nullable Object> {
  /// Begins. Called when the host is made and again at each restart, in a moment in which it may
  /// configure the reactor.
  ///
  /// @return what [SimulatedHost#value()] answers until the next restart
  /// @throws Exception if it cannot start, which fails the simulation
  T start(Reactor reactor) throws Exception;
}
