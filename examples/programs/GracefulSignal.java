import static dev.triga.async.Await.await;

import module dev.triga.reactor;

/// A program with signal handling of its own: the signal becomes an event that the services hear
/// of, and TERM stops the reactor only after they have had time to finish. Here the program sends
/// itself the signal, by hand.
void main() {
  try (var reactor = Reactor.open()) {
    var signalled = new Deferred<Signal>(reactor);
    reactor
        .signals()
        .on(
            Signal.TERM,
            signal -> {
              IO.println("got " + signal.name());
              signalled.succeed(signal);
              reactor.schedule(Duration.ofMillis(50), reactor::stop);
            });
    reactor.async(() -> {
      await(signalled);
      IO.println("the service finishes its work");
      await(reactor.deferToThread(() -> "saved"));
      IO.println("saved");
      return "done";
    });
    reactor.whenRunning(() -> reactor.signals().raise(Signal.TERM));
    reactor.run();
    IO.println("stopped");
  }
}
