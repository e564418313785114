import static dev.triga.async.Await.await;

import module dev.triga.reactor;

/// Named events with subscribers of two sorts: callbacks that hear of every event, and coroutines
/// that wait for the next one. The bus needs no lock, because all of it is on one reactor.
void main() {
  try (var reactor = Reactor.open()) {
    var bus = new Bus(reactor);
    bus.subscribe("instance-started", value -> IO.println("callback: " + value));
    reactor.async(() -> {
      IO.println("waiter: " + await(bus.waitFor("instance-started")));
      IO.println("waiter: " + await(bus.waitFor("instance-started")));
      return reactor.stop();
    });
    for (var instance : List.of("web-1", "web-2")) {
      reactor.whenRunning(() -> bus.fire("instance-started", instance));
    }
    reactor.run();
  }
}

static final class Bus {
  private final Reactor reactor;
  private final Map<String, List<Consumer<String>>> subscribers = new HashMap<>();
  private final Map<String, List<Deferred<String>>> waiting = new HashMap<>();

  Bus(Reactor reactor) {
    this.reactor = reactor;
  }

  void subscribe(String event, Consumer<String> subscriber) {
    subscribers.computeIfAbsent(event, name -> new ArrayList<>()).add(subscriber);
  }

  /// The next event of this name.
  Deferred<String> waitFor(String event) {
    var next = new Deferred<String>(reactor);
    waiting.computeIfAbsent(event, name -> new ArrayList<>()).add(next);
    return next;
  }

  void fire(String event, String value) {
    subscribers.getOrDefault(event, List.of()).forEach(subscriber -> subscriber.accept(value));
    var once = waiting.remove(event);
    if (once != null) {
      once.forEach(next -> next.succeed(value));
    }
  }
}
