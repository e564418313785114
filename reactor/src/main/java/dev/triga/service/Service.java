package dev.triga.service;

import dev.triga.async.LoopingCall;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.Trigger;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A part of a program that is started and stopped. Both methods are called on the turn, by turns,
/// `start` first; neither is called while what the other began has not ended, unless its deadline
/// is over.
public interface Service {
  /// What it is called in reports; unique in its group.
  default String name() {
    return getClass().getSimpleName();
  }

  /// Begins to start. A service whose start fails, or is cancelled because its deadline is over,
  /// cleans up after itself: `stop` is not called.
  ///
  /// @return a stage that ends when it has started, or null when it has
  /// @throws Exception when it cannot start
  @Nullable CompletionStage<?> start() throws Exception;

  /// Begins to stop.
  ///
  /// @return a stage that ends when it has stopped, or null when it has
  /// @throws Exception when something went wrong; it counts as stopped
  @Nullable CompletionStage<?> stop() throws Exception;

  /// A service from two functions.
  static Service of(String name, Trigger start, Trigger stop) {
    return new NamedService(name, start, stop);
  }

  /// A service that calls `task` at once and then at every interval, as a [LoopingCall] does. It
  /// has stopped when the last call has ended. When a call fails, the loop ends and the failure is
  /// reported.
  static Service every(Reactor reactor, String name, Duration interval, LoopingCall.Task task) {
    return of(name, LoopingCall.of(reactor, task), interval);
  }

  /// A service that runs a loop with settings of its own, with its first call at the start.
  static Service of(String name, LoopingCall loop, Duration interval) {
    return of(
        name,
        () -> {
          var _ = loop.start(interval);
          return null;
        },
        loop::stop);
  }
}
