import module dev.triga.reactor;

/// A call that waits until the reactor runs.
void main() {
  Log.defaultObserver(Log.console(System.out));
  try (var reactor = Reactor.open()) {
    String argument = "This was handed over";
    reactor.whenRunning(() -> {
      reactor.log().info("called by the running reactor");
      reactor.log().info(argument);
      reactor.log().info("will stop");
      reactor.stop();
    });
    reactor.run();
  }
}
