import module dev.triga.reactor;

/// The reactor's log with an observer and a format of one's own.
void main() {
  // Only the observer of this program shall hear of entries.
  Log.defaultObserver(entry -> {});
  try (var reactor = Reactor.open()) {
    LogFormatter format = entry -> entry.level().number() + " " + entry.message();
    reactor.log().observe(Log.console(System.out, format));

    reactor.schedule(Duration.ofMillis(10), () -> reactor.log().info("No soup for you!"));
    reactor.schedule(Duration.ofMillis(20), reactor::stop);
    reactor.run();
  }
}
