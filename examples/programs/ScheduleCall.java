import module dev.triga.reactor;

/// Calls at a later time: one that is made, one that is cancelled, one that is put off.
void main() {
  try (var reactor = Reactor.open()) {
    reactor.schedule(Duration.ofMillis(10), () -> IO.println("The number is 42"));

    ScheduledCall never = reactor.schedule(Duration.ofMillis(10), () -> IO.println("not printed"));
    IO.println("cancelled: " + never.cancel());

    ScheduledCall last = reactor.schedule(Duration.ofMillis(5), reactor::stop);
    last.delay(Duration.ofMillis(20));
    reactor.run();
    IO.println("stopped");
  }
}
