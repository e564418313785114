import module dev.triga.reactor;

/// Versile's first program: a reactor that a callback stops as soon as it runs.
void main() {
  try (var reactor = Reactor.open()) {
    ScheduledCall call = reactor.whenRunning(reactor::stop);
    IO.println("before: " + (call.isPending() ? "pending" : "done"));
    reactor.run();
    IO.println("after: " + (call.isDone() ? "done" : "pending"));
    IO.println(reactor.state());
  }
}
