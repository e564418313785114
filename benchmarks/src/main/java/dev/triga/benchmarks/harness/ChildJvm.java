package dev.triga.benchmarks.harness;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How a JVM for a measurement is started: on this program's Java and class path, with what any of
/// the contestants needs, so that all of them run under the same options.
public final class ChildJvm {
  /// Native access for the native drivers of all sides, Netty's `Unsafe` without its warning, and
  /// HotSpot's own messages kept away from stdout.
  public static final List<String> OPTIONS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "-Xlog:disable",
          "-Xlog:all=warning:stderr",
          "-Xlog:aot=off:stderr",
          "-Xlog:cds=off:stderr");

  /// The jars that actors need.
  private static final Pattern MODULES =
      Pattern.compile(
          ".*/(triga-(reactor|native|actors)|jackson-(core|databind|dataformat-cbor)-3"
              + "|jackson-annotations)[^/]*\\.jar");

  private ChildJvm() {}

  /// The command line that runs `main`.
  ///
  /// @param options further options of the JVM
  static List<String> command(List<String> options, Class<?> main, String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.addAll(options);
    command.add("-cp");
    command.add(classPath());
    command.add(main.getName());
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  /// The command line that runs `main` as the launcher does: Triga and what it needs as modules,
  /// the jar of `main` on the class path. Where Triga lies in folders, because it is being built,
  /// all is on the class path.
  ///
  /// @param module the module that is to be there beside the native one
  static List<String> launched(
      String module, List<String> options, Class<?> main, String... arguments) {
    String modules =
        Arrays.stream(classPath().split(File.pathSeparator))
            .filter(path -> MODULES.matcher(path).matches())
            .collect(Collectors.joining(File.pathSeparator));
    if (!modules.contains("triga-native")) {
      return command(options, main, arguments);
    }
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    OPTIONS.stream().filter(option -> option.startsWith("-Xlog")).forEach(command::add);
    command.add("--module-path");
    command.add(modules);
    command.add("--add-modules=dev.triga.nativeio," + module);
    command.add("--enable-native-access=dev.triga.nativeio");
    command.add("--add-opens=java.base/java.lang=dev.triga.reactor");
    command.addAll(options);
    command.add("-cp");
    command.add(main.getProtectionDomain().getCodeSource().getLocation().getPath());
    command.add(main.getName());
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  /// This program's class path, followed by its module path if it has one.
  private static String classPath() {
    return Stream.of("java.class.path", "jdk.module.path")
        .map(System::getProperty)
        .filter(path -> path != null && !path.isEmpty())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
