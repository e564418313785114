import module dev.triga.reactor;

/// Handlers of one's own for two signals, both raised by hand. INT would stop the reactor without
/// one; with one, stopping is up to it.
void main() {
  try (var reactor = Reactor.open()) {
    reactor.signals().on(Signal.HUP, signal -> IO.println("received " + signal));
    reactor
        .signals()
        .on(
            Signal.INT,
            signal -> {
              IO.println("received " + signal + ", shutting down");
              reactor.stop();
            });
    reactor.whenRunning(() -> {
      reactor.signals().raise(Signal.HUP);
      reactor.signals().raise(Signal.INT);
    });
    reactor.run();
  }
}
