package dev.triga.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A program that runs the torture protocol under one seed and writes its trace into a file: `SEED
/// FILE`.
final class TracedRun {
  private TracedRun() {}

  public static void main(String... args) throws IOException {
    try (var sim = Simulation.withSeed(Long.parseLong(args[0]));
        var file = Files.newBufferedWriter(Path.of(args[1]))) {
      sim.trace().copyTo(file);
      Courier.torture(sim, 3, 60, Duration.ofMinutes(3));
      file.write(sim.trace() + "\n");
    }
  }
}
