package dev.triga.nativeio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.driver.DriverProvider;
import dev.triga.nativeio.libc.Platform;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs a class of the tests in a JVM of its own, which begins with SIGUSR1 ignored.
public final class OtherJvm {
  private OtherJvm() {}

  /// What the program prints.
  public static String outputOf(Class<?> main, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", "-c", "trap '' USR1; exec \"$@\"", "sh"));
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", classPath(), main.getName()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      String output = new String(process.getInputStream().readAllBytes());
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return output;
    } finally {
      process.destroyForcibly();
    }
  }

  private static String classPath() throws Exception {
    StringBuilder path = new StringBuilder();
    for (Class<?> type : List.of(OtherJvm.class, Platform.class, DriverProvider.class)) {
      var place = type.getProtectionDomain().getCodeSource().getLocation();
      path.append(Path.of(place.toURI())).append(File.pathSeparatorChar);
    }
    return path.toString();
  }
}
