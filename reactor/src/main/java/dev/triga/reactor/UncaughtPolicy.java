package dev.triga.reactor;

/// Hears of every failure that no code of the user has handled. Called on the turn where there is
/// one, else on the thread that noticed the failure. What it throws itself goes to the log.
@FunctionalInterface
public interface UncaughtPolicy {
  /// A failure was contained.
  void uncaught(Reactor reactor, CallbackFailure failure);

  /// Writes an error entry to the reactor's log: the default.
  static UncaughtPolicy toLog() {
    return (reactor, failure) -> reactor.log().error(failure.toString(), failure.error());
  }

  /// Writes the entry and stops the reactor.
  static UncaughtPolicy toLogAndStop() {
    return (reactor, failure) -> {
      toLog().uncaught(reactor, failure);
      reactor.stop();
    };
  }
}
