package dev.triga.driver;

import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

/// Looking through the path opens archives, which may be gone by then, and takes longer than all
/// else that a reactor does to open.
class DriversAreLookedForOnceTest {
  @Test
  void aSecondReactorFindsTheDriversThatTheFirstHasFound() {
    assertSame(Drivers.all(), Drivers.all());
    assertSame(Drivers.byDefault(), Drivers.byDefault());
  }

  @Test
  void theOperatingSystemIsLookedForOnce() {
    assertSame(OperatingSystem.current(), OperatingSystem.current());
  }
}
