package dev.triga.benchmarks.micro;

import dev.triga.reactor.Reactor;

/// A reactor on its own thread.
final class TrigaLoop implements LoopSubject {
  private final Reactor reactor;

  TrigaLoop(String driver) {
    reactor = Reactor.builder().driver(driver).open().start();
  }

  @Override
  public void execute(Runnable task) {
    reactor.execute(task);
  }

  @Override
  public void close() {
    reactor.close();
  }
}
