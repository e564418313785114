import module dev.triga.reactor;

/// The simplest program with a reactor: it runs until Ctrl-C. One call sends the log to standard
/// output.
void main() {
  Log.defaultObserver(Log.console(System.out));
  try (var reactor = Reactor.open()) {
    reactor.whenRunning(() -> reactor.log().info("To stop this program, press Ctrl-C"));
    reactor.events().before(SystemEvent.SHUTDOWN, () -> reactor.log().info("stopping"));
    reactor.run();
  }
}
