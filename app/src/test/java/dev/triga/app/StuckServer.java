package dev.triga.app;

import dev.triga.actors.ActorSpec;
import dev.triga.actors.Workers;
import dev.triga.actors.server.ServerCrew;
import dev.triga.actors.server.ServerProcess;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.Signal;
import java.util.concurrent.CountDownLatch;

/// A server whose arbiter is stuck when its worker starts. Another reactor tells of the first
/// interrupt.
final class StuckServer {
  private StuckServer() {}

  public static void main(String[] args) {
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
    ActorSpec worker = ActorSpec.local("stuck").onStart(_ -> waitForEver());
    int code =
        ServerProcess.of("stuck")
            .crew(ServerCrew.of("stuck", worker).withWorkers(Workers.locals(1)))
            .run();
    throw new AssertionError("it has ended with " + code);
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
