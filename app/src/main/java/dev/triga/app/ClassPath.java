package dev.triga.app;

import dev.triga.app.settings.Settings;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Where the user's classes are.
final class ClassPath {
  private ClassPath() {}

  /// What `--class-path` says, else the variable `CLASSPATH`, else the current folder; absolute.
  static String of(Settings settings) {
    return of(settings.find(ServerSettings.CLASS_PATH));
  }

  /// The same for the text of the option, which may be missing.
  static String of(@org.jspecify.annotations.Nullable String given) {
    String environment = System.getenv("CLASSPATH");
    String path =
        given != null ? given : environment == null || environment.isEmpty() ? "." : environment;
    return parts(path).stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  /// The folders and jars of a class path; absolute.
  static List<Path> parts(String path) {
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .map(part -> Path.of(part.isEmpty() ? "." : part).toAbsolutePath().normalize())
        .toList();
  }
}
