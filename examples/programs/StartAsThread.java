import module dev.triga.reactor;

/// A reactor on a thread of its own, stopped from outside.
void main() throws InterruptedException {
  try (var reactor = Reactor.builder().name("background").open()) {
    reactor.start();
    String thread =
        reactor.submit(() -> Thread.currentThread().getName()).toCompletableFuture().join();
    IO.println("runs on " + thread);
    reactor.stop();
    boolean stopped = reactor.awaitStopped(Duration.ofSeconds(5));
    IO.println(stopped ? "stopped from outside" : "still stopping");
  }
}
