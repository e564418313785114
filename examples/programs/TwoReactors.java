import module dev.triga.reactor;

/// Two reactors in one process: the first waits until the second, which does the work on a thread
/// of its own, says that it serves.
void main() {
  var worker = Reactor.builder().name("worker").open();
  try (worker;
      var waiter = Reactor.builder().name("waiter").open()) {
    var ready = new Deferred<Endpoint>(waiter);
    ready
        .timeout(Duration.ofSeconds(5))
        .thenAccept(endpoint -> IO.println("OK on the turn of " + Reactor.current().name()))
        .exceptionally(failure -> report(failure))
        .thenRun(waiter::stop);

    worker.whenRunning(() -> {
      IO.println("listening on the turn of " + Reactor.current().name());
      ListeningPort port =
          worker.listen(Endpoint.parse("tcp:127.0.0.1:0"), transport -> new Protocol() {});
      ready.succeed(port.endpoint());
    });
    worker.start();
    waiter.run();
    IO.println("worker still " + worker.state());
  }
  IO.println("worker now " + worker.state());
}

Void report(Throwable failure) {
  IO.println("no worker: " + failure.getMessage());
  return null;
}
