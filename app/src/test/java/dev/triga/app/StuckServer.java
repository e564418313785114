package dev.triga.app;

import dev.triga.reactor.Reactor;
import java.util.concurrent.CountDownLatch;

/// A server whose reactor is stuck in a callback from its first pass on. It tells of the first
/// interrupt from another thread.
final class StuckServer {
  private StuckServer() {}

  public static void main(String[] args) {
    Reactor reactor = Reactor.open();
    ServerSignals.stopInOrder(reactor, LogOutput.toStandardError());
    reactor.whenRunning(
        () -> {
          Thread.ofPlatform().daemon().start(() -> tellOfStop(reactor));
          System.out.println("ready");
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
          }
        });
    reactor.run();
  }

  /// The first interrupt asks the reactor to stop, so a further request is not the first.
  private static void tellOfStop(Reactor reactor) {
    while (!reactor.dump().contains("stop")) {
      Thread.onSpinWait();
    }
    System.out.println("interrupted");
  }
}
