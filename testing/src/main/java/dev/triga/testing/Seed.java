package dev.triga.testing;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Where a test's randomness begins: the same seed gives the same values. [TrigaTest] hands out one
/// per test and names it when the test fails; `-Dtriga.seed=NUMBER` runs it again.
///
/// @param value the number
public record Seed(long value) {
  /// The system property that sets the seed of every test.
  public static final String PROPERTY = "triga.seed";

  /// The seed of the system property [#PROPERTY], or a new one without it.
  ///
  /// @throws IllegalArgumentException if the property is not a number
  public static Seed fresh() {
    @Nullable String wanted = System.getProperty(PROPERTY);
    if (wanted == null || wanted.isBlank()) {
      // Short enough to be read out and typed.
      return new Seed(ThreadLocalRandom.current().nextLong(1_000_000_000_000L));
    }
    try {
      return new Seed(Long.parseLong(wanted.strip()));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "-D" + PROPERTY + "=" + wanted + " is not a whole number", e);
    }
  }

  /// A random source that begins here. Each call gives a new one with the same values.
  public Random random() {
    return new Random(value);
  }

  /// How to run a test with this seed again.
  @Override
  public String toString() {
    return "seed " + value + " (run again with -D" + PROPERTY + "=" + value + ")";
  }
}
