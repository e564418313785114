package dev.triga.app;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;

/// Programs that nobody here wrote, for tests that talk to them.
final class ForeignProgram {
  private ForeignProgram() {}

  /// Skips the test with the reason, or fails it where foreign programs have to be there.
  static void require(String name) throws Exception {
    boolean isThere = true;
    try {
      new ProcessBuilder(name, "-h").redirectErrorStream(true).start().waitFor();
    } catch (IOException e) {
      isThere = false;
    }
    if (!isThere && Boolean.getBoolean("interop.required")) {
      throw new AssertionError(name + " is missing, and -Dinterop.required=true needs it");
    }
    assumeTrue(isThere, name + " is missing");
  }
}
