package dev.triga.nativeio.uring;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.triga.driver.Availability;

/// Skips tests where there is no io_uring, with the reason.
final class NeedsRing {
  private NeedsRing() {}

  static void check() {
    if (RingProbe.availability() instanceof Availability.Unavailable(String reason)) {
      assumeTrue(false, "no io_uring here: " + reason);
    }
  }
}
