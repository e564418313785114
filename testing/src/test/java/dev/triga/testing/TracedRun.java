package dev.triga.testing;

import static dev.triga.async.Await.await;

import dev.triga.async.DeferredLock;
import dev.triga.reactor.Reactor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A program that runs the torture protocol under one seed and writes its trace into a file: `SEED
/// FILE`.
final class TracedRun {
  private TracedRun() {}

  /// Three coroutines that wait for each other, for threads and for time.
  private static void coroutines(Simulation sim) {
    sim.host(
        "coroutines",
        r -> {
          var lock = new DeferredLock(r);
          for (int i = 0; i < 3; i++) {
            int number = i;
            r.async(() -> coroutine(sim, r, lock, number));
          }
          return "no value";
        });
  }

  private static String coroutine(Simulation sim, Reactor reactor, DeferredLock lock, int number) {
    for (int i = 0; i < 10; i++) {
      try (var permit = await(lock.acquire())) {
        sim.note(number + " has " + await(reactor.deferToThread(() -> "the lock")));
        await(reactor.deferLater(Duration.ofMillis(reactor.random().nextInt(3_000))));
      }
    }
    return "done";
  }

  public static void main(String... args) throws IOException {
    try (var sim = Simulation.withSeed(Long.parseLong(args[0]));
        var file = Files.newBufferedWriter(Path.of(args[1]))) {
      sim.trace().copyTo(file);
      coroutines(sim);
      Courier.torture(sim, 3, 60, Duration.ofMinutes(3));
      file.write(sim.trace() + "\n");
    }
  }
}
