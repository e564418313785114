package dev.triga.app;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;

/// Programs that nobody here wrote, for tests that talk to them.
final class ForeignProgram {
  private ForeignProgram() {}

  /// Skips the test with the reason, or fails it where foreign programs have to be there.
  static void require(String name) throws Exception {
    require(name, "-h");
  }

  /// The same for one that ends with another option.
  static void require(String name, String option) throws Exception {
    boolean isThere = true;
    try {
      new ProcessBuilder(name, option)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      isThere = false;
    }
    if (!isThere && Boolean.getBoolean("interop.required")) {
      throw new AssertionError(name + " is missing, and -Dinterop.required=true needs it");
    }
    assumeTrue(isThere, name + " is missing");
  }
}
