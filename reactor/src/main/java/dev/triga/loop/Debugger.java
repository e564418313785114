package dev.triga.loop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Whether this JVM was started for a debugger, whose break-points look like stalls. Found without
/// `java.management`, in the command line and the variables that add to it.
final class Debugger {
  private static final String AGENT = "jdwp";
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private Debugger() {}

  static boolean isThere() {
    return Found.IS_THERE;
  }

  /// Whether one of the options loads the agent.
  static boolean isIn(Iterable<String> options) {
    for (String option : options) {
      if (option.contains("-agentlib:" + AGENT)
          || option.contains("-Xrun" + AGENT)
          || (option.contains("-agentpath:") && option.contains(AGENT))) {
        return true;
      }
    }
    return false;
  }

  private static List<String> commandLine() {
    // The JDK reads no more than a page of it, and module paths are long.
    if (Files.isReadable(COMMAND_LINE)) {
      try {
        return List.of(Files.readString(COMMAND_LINE, StandardCharsets.ISO_8859_1).split("\0"));
      } catch (IOException e) {
        return List.of();
      }
    }
    return ProcessHandle.current().info().arguments().map(List::of).orElse(List.of());
  }

  private static final class Found {
    static final boolean IS_THERE =
        isIn(commandLine())
            || isIn(
                Stream.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")
                    .map(System::getenv)
                    .filter(Objects::nonNull)
                    .toList());
  }
}
