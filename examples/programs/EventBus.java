import module dev.triga.reactor;

/// Named events, for whoever wants to hear of them: each time, or the next time only. One who fails
/// does not keep the others from hearing.
void main() {
  try (var reactor = Reactor.builder().uncaught(this::report).open()) {
    var bus = new Bus(reactor);
    bus.event("instance started").on(name -> IO.println("journal: " + name));
    bus.event("instance started")
        .on(name -> {
          throw new IllegalStateException("cannot mail about " + name);
        });
    var counting = bus.event("instance started").on(name -> IO.println("counted: " + name));

    bus.event("signal")
        .next()
        .thenAccept(signal -> IO.println("first signal: " + signal))
        .thenCompose(done -> bus.event("signal").next())
        .thenAccept(signal -> IO.println("second signal: " + signal))
        .thenRun(reactor::stop);

    reactor.whenRunning(() -> bus.event("instance started").fire("web"));
    reactor.whenRunning(counting::cancel);
    reactor.whenRunning(() -> bus.event("instance started").fire("store"));
    reactor.whenRunning(() -> bus.event("signal").fire("HUP"));
    reactor.whenRunning(() -> bus.event("signal").fire("TERM"));
    reactor.run();
  }
}

/// An event is made when it is first asked for.
record Bus(Reactor reactor, Map<String, Event<String>> events) {
  Bus(Reactor reactor) {
    this(reactor, new HashMap<>());
  }

  Event<String> event(String name) {
    return events.computeIfAbsent(name, key -> new Event<>(reactor, key));
  }
}

void report(Reactor reactor, CallbackFailure failure) {
  IO.println("reported: " + failure.error().getMessage());
}
