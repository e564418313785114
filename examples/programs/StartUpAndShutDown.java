import module dev.triga.reactor;

/// What a service does around its work: give up privileges when it runs, tell the others by an
/// event of its own, and save its journal before it ends. Shutdown waits for what its hooks return,
/// and takes them in reverse order.
void main() {
  SystemEvent privileges = SystemEvent.of("privileges");
  try (var reactor = Reactor.open()) {
    SystemEvents events = reactor.events();
    events.before(SystemEvent.STARTUP, () -> IO.println("settings read"));
    events.during(privileges, () -> IO.println("privileges given up"));
    events.after(privileges, () -> IO.println("serving"));

    events.before(SystemEvent.SHUTDOWN, () -> IO.println("group ended"));
    events.before(SystemEvent.SHUTDOWN, () -> saveJournal(reactor));
    events.after(SystemEvent.SHUTDOWN, () -> IO.println("goodbye"));

    reactor.whenRunning(() -> events.fire(privileges).thenRun(reactor::stop));
    reactor.run();
  }
}

Deferred<Void> saveJournal(Reactor reactor) {
  IO.println("journal: saving");
  var saved = new Deferred<Void>(reactor);
  reactor.schedule(
      Duration.ofMillis(10),
      () -> {
        IO.println("journal: saved");
        saved.succeed(null);
      });
  return saved;
}
