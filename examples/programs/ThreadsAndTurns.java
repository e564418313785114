import static dev.triga.async.Await.await;

import module dev.triga.reactor;

/// The ways between a reactor and threads, in one line each: a function that runs in a thread, one
/// that threads call and that runs on the reactor, and a whole blocking program in a thread, whose
/// real work stays on the reactor, where it needs no locks.
void main() {
  try (var reactor = Reactor.open()) {
    var registry = new Registry(reactor);
    var workers = new ArrayList<Deferred<String>>();
    for (var name : List.of("one", "two", "three")) {
      workers.add(reactor.deferToThread(() -> registry.register(name)));
    }
    reactor.async(() -> {
      await(Deferred.all(workers));
      IO.println("registered: " + new TreeSet<>(registry.names));
      IO.println(await(registry.checksum("three")));
      return reactor.stop();
    });
    reactor.run();
  }
}

/// State of a reactor, with methods for either side.
record Registry(Reactor reactor, List<String> names) implements ReactorBound {
  Registry(Reactor reactor) {
    this(reactor, new ArrayList<>());
  }

  /// For threads: blocks until the reactor has done it.
  String register(String name) {
    return reactor.blockingCallFromThread(() -> {
      names.add(name);
      return name;
    });
  }

  /// For the reactor: the computing is done in a thread.
  Deferred<String> checksum(String name) {
    return reactor.deferToThread(
        ThreadKind.PLATFORM, () -> name + " has checksum " + name.chars().sum());
  }
}
