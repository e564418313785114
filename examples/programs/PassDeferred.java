import module dev.triga.reactor;

/// A Deferred that goes into a function, instead of coming out of it: whoever passes it has said
/// beforehand what to do with the result, and a scheduled call delivers it.
void main() {
  try (var reactor = Reactor.open()) {
    var result = new Deferred<Integer>(reactor);
    result.thenAccept(number -> IO.println("The number is " + number)).thenRun(reactor::stop);
    deliver(2, result, reactor);
    reactor.run();
  }
}

void deliver(int number, Deferred<Integer> result, Reactor reactor) {
  reactor.schedule(Duration.ofMillis(10), () -> result.succeed(number));
}
