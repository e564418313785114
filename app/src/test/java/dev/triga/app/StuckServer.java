package dev.triga.app;

import dev.triga.reactor.Reactor;
import dev.triga.reactor.Signal;
import java.util.concurrent.CountDownLatch;

/// A server whose reactor is stuck in a callback from its first pass on. Another reactor tells of
/// the first interrupt.
final class StuckServer {
  private StuckServer() {}

  public static void main(String[] args) {
    Reactor reactor = Reactor.open();
    ServerSignals.install(reactor, LogOutput.toStandardError(), null);
    Reactor witness = Reactor.open();
    witness
        .signals()
        .on(
            Signal.INT,
            _ -> {
              System.out.println("interrupted");
              witness.stop();
            });
    Thread.ofPlatform().daemon().start(witness::run);
    reactor.whenRunning(StuckServer::waitForEver);
    reactor.run();
  }

  private static void waitForEver() {
    System.out.println("ready");
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this thread", e);
    }
  }
}
