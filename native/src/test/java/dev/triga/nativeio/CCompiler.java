package dev.triga.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The C compilers of this machine. Whatever needs one is skipped with the reason where there is
/// none, and fails instead with `-Dinterop.required=true`.
public final class CCompiler {
  private CCompiler() {}

  /// Runs `cc` in a folder and fails if it does not compile.
  public static void compile(Path folder, String... arguments) throws Exception {
    compileWith("cc", folder, arguments);
  }

  /// The same with a compiler for another system.
  public static void compileWith(String compiler, Path folder, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(compiler));
    command.addAll(List.of(arguments));
    try {
      Process running = new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start();
      assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(running.exitValue()).isZero();
    } catch (IOException missing) {
      assertThat(Boolean.getBoolean("interop.required"))
          .as("the C compiler %s is required here, and not on the path", compiler)
          .isFalse();
      assumeTrue(false, "needs the C compiler " + compiler + " on the path");
    }
  }
}
