import module dev.triga.reactor;

/// Counts down, one call after the other, and stops. A call that fails does not end the reactor.
void main() {
  try (var reactor = Reactor.builder().uncaught(this::report).open()) {
    reactor.schedule(Duration.ofMillis(5), () -> Integer.parseInt("five"));
    reactor.whenRunning(() -> countDown(reactor, 3));
    reactor.run();
    IO.println("stopped");
  }
}

void countDown(Reactor reactor, int number) {
  if (number == 0) {
    reactor.stop();
    return;
  }
  IO.println(number);
  reactor.schedule(Duration.ofMillis(20), () -> countDown(reactor, number - 1));
}

void report(Reactor reactor, CallbackFailure failure) {
  IO.println("failed: " + failure.error().getMessage());
}
