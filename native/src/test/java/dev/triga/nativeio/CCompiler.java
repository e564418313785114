package dev.triga.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The C compiler of this machine. Whatever needs it is skipped with the reason where there is
/// none, and fails instead with `-Dinterop.required=true`.
public final class CCompiler {
  private CCompiler() {}

  /// Runs `cc` in a folder and fails if it does not compile.
  public static void compile(Path folder, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("cc"));
    command.addAll(List.of(arguments));
    try {
      Process compiler =
          new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start();
      assertThat(compiler.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(compiler.exitValue()).isZero();
    } catch (IOException missing) {
      assertThat(Boolean.getBoolean("interop.required"))
          .as("a C compiler is required here, and there is no cc on the path")
          .isFalse();
      assumeTrue(false, "needs a C compiler (cc) on the path");
    }
  }
}
