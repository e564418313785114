package dev.triga.actors.launch;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// From where a worker has its classes: from a class path with the same jars, also where our JVM
/// has them from a module path. Half of what a JVM computes until a worker is ready would be
/// finding and resolving modules: it reads every jar of the path, and verifies those that are
/// signed.
///
/// A program that is a module of its own stays one, because only there its services are found and
/// its packages closed; so does whoever asks for something that only modules have.
///
/// @param options the options of the JVM that go with it
/// @param classPath its class path
/// @param isModular whether it is started as a module
public record WorkerPath(List<String> options, String classPath, boolean isModular) {
  /// Our own modules, whose services stand in `META-INF/services` too.
  private static final String OURS = "dev.triga.";

  private static final String OUR_JARS = "triga-";

  private static final String DESCRIPTOR = "module-info.class";

  /// Options that mean nothing without modules.
  private static final List<String> OF_MODULES =
      List.of("--add-reads", "--limit-modules", "--patch-module", "--upgrade-module-path");

  /// The java launcher makes this of `-m`, and the JVM lists it among the options that it was
  /// given.
  private static final String MAIN_MODULE = "-Djdk.module.main=";

  /// In alphabetical order, but ours come first and those that are large last: who looks for a
  /// class or a service opens all jars before the one that has it, and a worker that starts from a
  /// cache looks for nothing but our services.
  private static final Comparator<Path> OURS_FIRST =
      Comparator.comparing((Path jar) -> !jar.getFileName().toString().startsWith(OUR_JARS))
          .thenComparing(WorkerPath::isLarge)
          .thenComparing(Comparator.naturalOrder());

  private static final long LARGE_BYTES = 1 << 20;

  /// For workers of a JVM. It reads folders, so not on a turn.
  ///
  /// @param options what the worker inherits
  /// @param ours how our JVM was started
  static WorkerPath of(List<String> options, Jvm ours) {
    boolean isModular = !ours.mainModule().isEmpty() && !ours.mainModule().startsWith(OURS);
    if (isModular
        || ours.modulePath().isEmpty()
        || options.stream().anyMatch(WorkerPath::needsModules)) {
      return new WorkerPath(options, ours.classPath(), !ours.modulePath().isEmpty());
    }
    try {
      var path = new ArrayList<String>();
      for (String element : ours.modulePath().split(File.pathSeparator, -1)) {
        addJars(path, Path.of(element));
      }
      if (!ours.classPath().isEmpty()) {
        path.add(ours.classPath());
      }
      return new WorkerPath(flat(options), String.join(File.pathSeparator, path), false);
    } catch (IOException e) {
      throw new UncheckedIOException("the module path cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean needsModules(String option) {
    return OF_MODULES.stream().anyMatch(option::startsWith);
  }

  private static void addJars(List<String> path, Path element) throws IOException {
    if (!Files.isDirectory(element) || Files.exists(element.resolve(DESCRIPTOR))) {
      path.add(element.toString());
      return;
    }
    var inside = new ArrayList<Path>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(element)) {
      for (Path entry : entries) {
        // Other folders are no modules: the command has one there that is on no path.
        if (entry.toString().endsWith(".jar") || Files.exists(entry.resolve(DESCRIPTOR))) {
          inside.add(entry);
        }
      }
    }
    inside.sort(OURS_FIRST);
    inside.forEach(entry -> path.add(entry.toString()));
  }

  private static boolean isLarge(Path jar) {
    try {
      return Files.size(jar) > LARGE_BYTES;
    } catch (IOException e) {
      return false;
    }
  }

  /// The options for what is no module any more.
  private static List<String> flat(List<String> options) {
    var flat = new ArrayList<String>();
    for (String option : options) {
      String value = option.substring(option.indexOf('=') + 1);
      if (option.startsWith("--enable-native-access=")) {
        flat.add("--enable-native-access=ALL-UNNAMED");
      } else if (option.startsWith("--add-opens=") || option.startsWith("--add-exports=")) {
        int to = option.lastIndexOf('=');
        flat.add(option.substring(0, to + 1) + "ALL-UNNAMED");
      } else if (option.startsWith("--add-modules=")) {
        List<String> kept =
            List.of(value.split(",", -1)).stream().filter(WorkerPath::isOfPlatform).toList();
        if (!kept.isEmpty()) {
          flat.add("--add-modules=" + String.join(",", kept));
        }
      } else if (!option.startsWith("--module-path=") && !option.startsWith(MAIN_MODULE)) {
        flat.add(option);
      }
    }
    return flat.stream().distinct().toList();
  }

  private static boolean isOfPlatform(String module) {
    return module.startsWith("java.") || module.startsWith("jdk.") || module.startsWith("ALL-");
  }
}
