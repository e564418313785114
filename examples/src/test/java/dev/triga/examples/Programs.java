package dev.triga.examples;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.OS;

/// The programs, compiled, each to be run in a JVM of its own: a reactor on the main thread, its
/// signals and the exit code are part of what they show.
///
/// @param classes the folder with their classes
record Programs(Path classes) {
  private static final Set<String> MODULES = Set.of("dev.triga.reactor", "dev.triga.nativeio");

  /// What a program may need beside the reactor.
  private static final List<String> MORE =
      List.of("dev.triga.actors", "dev.triga.tasks", "dev.triga.http", "dev.triga.app");

  /// Whose modules the actors, HTTP and applications need.
  private static final List<String> THEIRS =
      List.of("jackson", "jetty", "slf4j", "picocli", "tomlj", "antlr");

  /// The folder of this Maven module, from which the tests run.
  private static final Path MODULE = Path.of(System.getProperty("basedir", ""));

  /// The source files, one per program.
  static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.list(MODULE.resolve("programs"))) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  static Path source(String program) {
    return MODULE.resolve("programs").resolve(program + ".java");
  }

  /// Compiles programs into a folder, with every warning of the compiler as an error.
  static Programs compile(List<Path> sources, Path classes) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-Xlint:all", "-Werror", "-proc:none", "-d", classes.toString()));
    arguments.addAll(List.of("-p", modulePath(), "--add-modules"));
    arguments.add("dev.triga.reactor," + String.join(",", MORE));
    sources.forEach(source -> arguments.add(source.toString()));
    int code =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(System.out, System.err, arguments.toArray(String[]::new));
    if (code != 0) {
      throw new AssertionError("The programs do not compile, see above");
    }
    return new Programs(classes);
  }

  /// Starts a program, with the options that the README tells users to give.
  RunningProgram start(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("--module-path", modulePath()));
    command.addAll(List.of("--add-modules", modules(Files.readString(source(program)))));
    command.add("--enable-native-access=dev.triga.nativeio");
    command.add("--add-opens=java.base/java.lang=dev.triga.reactor");
    command.addAll(List.of("--class-path", classes.toString(), program));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    // With it, the JVM tells on standard error that it has read it.
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    if (OS.current() == OS.LINUX) {
      // As the README says, for servers, which want SIGUSR2.
      builder.environment().put("_JAVA_SR_SIGNUM", "40");
    }
    return new RunningProgram(program, builder.start());
  }

  private static String modules(String source) {
    return Stream.concat(MODULES.stream(), MORE.stream().filter(source::contains))
        .collect(Collectors.joining(","));
  }

  /// Where this build has the modules that a program needs.
  private static String modulePath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(Programs::isNeeded)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static boolean isNeeded(String entry) {
    boolean isOurs = entry.endsWith("classes") || entry.contains("triga");
    return (isOurs || isTheirs(entry))
        && Files.exists(Path.of(entry))
        && ModuleFinder.of(Path.of(entry)).findAll().stream()
            .map(module -> module.descriptor().name())
            .anyMatch(name -> MODULES.contains(name) || MORE.contains(name) || isTheirs(name));
  }

  private static boolean isTheirs(String name) {
    return THEIRS.stream().anyMatch(name::contains);
  }
}
