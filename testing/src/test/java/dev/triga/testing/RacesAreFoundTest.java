package dev.triga.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A simulation finds a race, the seed brings it back, and what mends it holds under all seeds. The
/// story is told in docs/simulation.md.
@TrigaTest
class RacesAreFoundTest {
  @Test
  void theRaceIsFoundAndComesBackWithItsSeed(@TempDir Path folder) {
    var seeds = new Seeds("dev.triga.testing.RacesAreFoundTest", "race", folder);
    var found = catchThrowable(() -> seeds.run(200, sim -> LeasedStore.run(sim, false)));
    assertThat(found)
        .isInstanceOf(AssertionError.class)
        .hasCauseInstanceOf(SimulationFailure.class)
        .hasMessageContaining("writes come in the order of their leases")
        .hasMessageContaining("-Dtriga.seed=");
    long seed = seeds.kept().getFirst();
    for (int i = 0; i < 2; i++) {
      try (var sim = Simulation.withSeed(seed)) {
        assertThat(catchThrowable(() -> LeasedStore.run(sim, false)))
            .hasMessage(found.getCause().getMessage());
      }
    }
  }

  @Test
  void fencingMendsIt(Seeds seeds) {
    seeds.run(200, sim -> LeasedStore.run(sim, true));
  }
}
