import module dev.triga.reactor;

/// Which mechanism of the operating system is used is decided where the reactor is made: by the
/// program's first argument, or the best that this machine has. Nothing needs to happen before
/// anything else is loaded.
void main(String[] arguments) {
  ReactorBuilder builder = Reactor.builder().name("chosen");
  try {
    if (arguments.length > 0) {
      builder.driver(arguments[0]);
    }
    try (var reactor = builder.open()) {
      reactor.whenRunning(() -> {
        IO.println(reactor.name() + " runs on " + reactor.driverName());
        reactor.stop();
      });
      reactor.run();
    }
  } catch (DriverUnavailableException e) {
    IO.println(e.getMessage());
    System.exit(1);
  }
}
