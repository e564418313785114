package dev.triga.testing;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A protocol that has to deliver everything exactly once keeps doing so whatever breaks.
@TrigaTest
class SimulatedTortureTest {
  @Test
  void everyParcelIsKeptOnceWhateverBreaks(Seeds seeds) {
    seeds.run(200, sim -> Courier.torture(sim, 3, 100, Duration.ofMinutes(3)));
  }
}
