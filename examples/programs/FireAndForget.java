import module dev.triga.reactor;

/// Work that is handed to a thread and forgotten: a roster goes to a file. When that fails, the
/// uncaught handler hears of it all the same.
void main(String[] arguments) throws IOException {
  Path folder = Path.of(arguments[0]);
  try (var writer = Executors.newSingleThreadExecutor();
      var reactor = Reactor.builder().uncaught(this::report).open()) {
    reactor.whenRunning(() -> {
      forget(reactor, writer, () -> Files.write(folder.resolve("roster"), List.of("anna", "bert")));
      forget(reactor, writer, () -> Files.write(folder.resolve("missing/roster"), List.of()));
    });
    reactor.run();
  }
  IO.println("written: " + Files.readAllLines(folder.resolve("roster")));
}

/// A Deferred that belongs to a reactor is never quite forgotten: the reactor reports a failure to
/// which nobody listens.
void forget(Reactor reactor, Executor executor, Callable<?> work) {
  Deferred.of(CompletableFuture.runAsync(() -> call(work), executor)).on(reactor);
}

void call(Callable<?> work) {
  try {
    work.call();
  } catch (Exception e) {
    throw new CompletionException(e);
  }
}

void report(Reactor reactor, CallbackFailure failure) {
  IO.println("reported: " + failure.error().getClass().getSimpleName());
  reactor.stop();
}
