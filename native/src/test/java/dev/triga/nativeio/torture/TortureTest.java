package dev.triga.nativeio.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.triga.driver.Availability;
import dev.triga.driver.DriverProvider;
import dev.triga.driver.Drivers;
import dev.triga.nativeio.KqueueDouble;
import dev.triga.nativeio.readiness.DriverFixture;
import dev.triga.testing.Gen;
import dev.triga.testing.Seed;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Connections are opened, written to, paused, half-closed, closed and reset in an order that a
/// seed says: on every native driver both sides see the same as on NIO.
@EnabledOnOs(OS.LINUX)
class TortureTest {
  private static final int SEEDS = Boolean.getBoolean("triga.nightly") ? 3_000 : 12;
  private static final String ORACLE = "nio";

  static Stream<String> drivers() {
    return Drivers.all().stream()
        .map(DriverProvider::name)
        .filter(name -> !name.equals(ORACLE) && !name.equals("memory"))
        .sorted();
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void bothSidesSeeWhatTheySeeOnNio(String driver) {
    if (driver.equals("kqueue")) {
      KqueueDouble.require();
    }
    DriverProvider provider = named(driver);
    if (provider.availability() instanceof Availability.Unavailable no) {
      assumeTrue(false, driver + ": " + no.reason());
    }
    Seed first = Seed.fresh();
    // With what a driver opens once in the life of the JVM.
    outcomes(provider, first);
    outcomes(named(ORACLE), first);
    int open = DriverFixture.openDescriptors();
    for (int count = 0; count < SEEDS; count++) {
      Seed seed = new Seed(first.value() + count);
      try {
        assertThat(outcomes(provider, seed)).isEqualTo(outcomes(named(ORACLE), seed));
      } catch (AssertionError e) {
        throw new AssertionError(
            driver
                + ", replay: mvn test -pl native -am -Dtest=TortureTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -D"
                + Seed.PROPERTY
                + "="
                + seed.value()
                + "\n"
                + e.getMessage(),
            e);
      }
    }
    assertThat(DriverFixture.openDescriptors()).isEqualTo(open);
  }

  private static List<String> outcomes(DriverProvider provider, Seed seed) {
    try (Ordeal ordeal = new Ordeal(provider)) {
      return ordeal.run(Step.script(new Gen(seed)));
    }
  }

  private static DriverProvider named(String name) {
    return Drivers.all().stream()
        .filter(driver -> driver.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
