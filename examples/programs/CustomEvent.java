import module dev.triga.reactor;

/// An event of one's own, fired by a scheduled call.
void main() {
  SystemEvent event = SystemEvent.of("Event1");
  Log.defaultObserver(Log.console(System.out));
  try (var reactor = Reactor.open()) {
    reactor
        .events()
        .during(
            event,
            () -> {
              reactor.log().info("in the handler of Event1, stopping");
              reactor.stop();
            });
    reactor.schedule(
        Duration.ofMillis(10),
        () -> {
          reactor.log().info("Event1 comes in 10 ms");
          reactor.schedule(Duration.ofMillis(10), () -> reactor.events().fire(event));
        });
    reactor.run();
  }
}
