package dev.triga.actors.launch;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;

/// How this JVM was started, as far as one like it is to be started.
///
/// @param java its program
/// @param options its options, without paths and main class
/// @param classPath its class path, empty if it has none
/// @param modulePath its module path, empty if it has none
/// @param mainModule the module of its main class, empty if that is on the class path
public record Jvm(
    Path java, List<String> options, String classPath, String modulePath, String mainModule) {
  /// Copies the options.
  public Jvm {
    options = List.copyOf(options);
  }

  /// This one. It takes some tens of milliseconds the first time, so not on a turn.
  public static Jvm ofThisProcess() {
    return new Jvm(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        ManagementFactory.getRuntimeMXBean().getInputArguments(),
        System.getProperty("java.class.path", ""),
        System.getProperty("jdk.module.path", ""),
        System.getProperty("jdk.module.main", ""));
  }
}
