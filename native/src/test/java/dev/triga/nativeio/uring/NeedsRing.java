package dev.triga.nativeio.uring;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.triga.driver.Availability;

/// Skips tests where there is no io_uring, with the reason.
public final class NeedsRing {
  private NeedsRing() {}

  public static void check() {
    if (RingProbe.availability() instanceof Availability.Unavailable(String reason)) {
      assumeTrue(false, "no io_uring here: " + reason);
    }
  }

  /// Skips tests where the kernel has no requests that fail on purpose.
  public static void checkFaults() {
    String version = System.getProperty("os.version");
    String[] numbers = version.split("[^0-9]+", 3);
    int ofKernel = Integer.parseInt(numbers[0]) * 1000 + Integer.parseInt(numbers[1]);
    assumeTrue(ofKernel >= 6010, "requests fail on purpose from Linux 6.10 on, this is " + version);
  }
}
