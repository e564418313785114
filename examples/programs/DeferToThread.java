import module dev.triga.reactor;

/// Simple blocking work, such as a file, goes to a thread; what is done with the result is back on
/// the reactor. Work whose result does not matter is a call in a thread, and it is not lost
/// silently: what it throws is told.
void main() throws IOException {
  var roster = Files.createTempFile("roster", ".txt");
  try (var reactor = Reactor.builder().uncaught(this::tell).open()) {
    reactor.callInThread(() -> {
      throw new IllegalStateException("the disk is full");
    });
    reactor
        .deferToThread(ThreadKind.PLATFORM, () -> Files.writeString(roster, "alpha\nbeta\n"))
        .thenCompose(file -> reactor.deferToThread(() -> Files.readAllLines(file)))
        .thenAccept(lines -> IO.println("read " + lines + " on the turn: " + reactor.isOnTurn()))
        .thenRun(() -> reactor.schedule(Duration.ofMillis(10), reactor::stop));
    reactor.run();
  } finally {
    Files.delete(roster);
  }
}

void tell(Reactor reactor, CallbackFailure failure) {
  IO.println(failure.kind() + " failed: " + failure.error().getMessage());
}
