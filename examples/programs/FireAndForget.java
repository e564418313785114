import module dev.triga.reactor;

/// Work that is handed to a thread and forgotten: a roster goes to a file, and then one goes to
/// where there is no folder. Nobody waits for the second, and the uncaught handler hears of its
/// failure all the same.
void main(String[] arguments) throws IOException {
  Path folder = Path.of(arguments[0]);
  try (var reactor = Reactor.builder().uncaught(this::report).open()) {
    reactor.whenRunning(() ->
        reactor
            .deferToThread(() -> Files.write(folder.resolve("roster"), List.of("anna", "bert")))
            .thenRun(() -> reactor.callInThread(() -> write(folder.resolve("missing/roster")))));
    reactor.run();
  }
  IO.println("written: " + Files.readAllLines(folder.resolve("roster")));
}

void write(Path file) {
  try {
    Files.write(file, List.of("nobody"));
  } catch (IOException e) {
    throw new UncheckedIOException(e);
  }
}

void report(Reactor reactor, CallbackFailure failure) {
  IO.println("reported: " + failure.error().getCause().getClass().getSimpleName());
  reactor.stop();
}
