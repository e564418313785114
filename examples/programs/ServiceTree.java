import module dev.triga.reactor;

/// A tree of services: started in order, stopped in reverse. One of them never stops, and is named
/// and left behind when its deadline is over.
void main() {
  Log.defaultObserver(Log.console(System.out));
  try (var reactor = Reactor.open()) {
    var net = new ServiceGroup(reactor, "net");
    net.deadlines(Duration.ofSeconds(5), Duration.ofMillis(50));
    net.add(slow(reactor, "listener"));
    net.add(Service.of("stuck", () -> null, () -> new Deferred<Void>(reactor)));

    var app = new ServiceGroup(reactor, "app");
    app.add(slow(reactor, "store"));
    app.add(net);
    app.runWithReactor();

    app.add(Service.of("main", () -> reactor.deferLater(Duration.ZERO, reactor::stop), () -> null));
    reactor.run();
  }
}

/// A service that takes its time.
Service slow(Reactor reactor, String name) {
  return Service.of(
      name, () -> later(reactor, name + " started"), () -> later(reactor, name + " stopped"));
}

Deferred<?> later(Reactor reactor, String message) {
  return reactor.deferLater(Duration.ofMillis(10)).thenRun(() -> reactor.log().info(message));
}
