package dev.triga.testing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Minutes of Jazzer, which looks for inputs that reach new code, on a class with a method
/// `fuzzerTestOneInput(byte[])`. It runs in a JVM of its own, because it changes the classes that
/// it watches; Jazzer has to be on the class path of this one.
public final class JazzerRun {
  private static final int SECONDS = Integer.getInteger("triga.fuzz.seconds", 60);

  /// It first changes some hundred classes, which a busy machine takes a minute for.
  private static final int SECONDS_AROUND = 180;

  private static final int HANG_SECONDS = 20;

  private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";

  private JazzerRun() {}

  /// Runs it for a minute, or as long as the system property `triga.fuzz.seconds` says.
  ///
  /// @param watched the packages whose code is to be reached
  /// @param folder an empty one for its files
  /// @throws AssertionError if something is found, with the lines for the corpus, or Jazzer fails
  /// @throws IOException if the folder cannot be written to
  /// @throws InterruptedException when the thread is interrupted
  public static void findNothing(Class<?> target, Corpus corpus, List<String> watched, Path folder)
      throws IOException, InterruptedException {
    Path kept = Files.createDirectory(folder.resolve("corpus"));
    Path found = Files.createDirectory(folder.resolve("found"));
    int number = 0;
    for (byte[] data : corpus.inputs()) {
      Files.write(kept.resolve("kept" + number++), data);
    }
    Path output = folder.resolve("output");
    Process jazzer =
        new ProcessBuilder(command(target, watched, kept, found))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!jazzer.waitFor(SECONDS + SECONDS_AROUND, TimeUnit.SECONDS)) {
        throw new AssertionError("Jazzer hangs:\n" + end(output));
      }
    } finally {
      jazzer.destroyForcibly().waitFor();
    }
    List<String> inputs = inputs(found);
    if (!inputs.isEmpty()) {
      throw new AssertionError(
          "these belong in the corpus: " + String.join("\n", inputs) + "\n" + end(output));
    }
    if (jazzer.exitValue() != 0 || !end(output).matches("(?s).*Done \\d+ runs.*")) {
      throw new AssertionError("Jazzer says:\n" + end(output));
    }
  }

  private static List<String> command(
      Class<?> target, List<String> watched, Path kept, Path found) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+EnableDynamicAgentLoading",
        "--sun-misc-unsafe-memory-access=allow",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        JAZZER,
        "--target_class=" + target.getName(),
        "--instrumentation_includes="
            + watched.stream()
                .map(name -> name + ".**")
                .collect(Collectors.joining(File.pathSeparator)),
        "--reproducer_path=" + found.getParent(),
        kept.toString(),
        "-artifact_prefix=" + found + File.separator,
        "-max_total_time=" + SECONDS,
        // The JVM's memory is not all in use.
        "-rss_limit_mb=0",
        // On a busy machine the first inputs, which load the classes, are slow; only hangs count.
        "-report_slow_units=" + HANG_SECONDS,
        "-timeout=" + HANG_SECONDS);
  }

  private static List<String> inputs(Path found) throws IOException {
    try (var files = Files.list(found)) {
      return files
          .map(file -> {
            try {
              return Corpus.line(Files.readAllBytes(file));
            } catch (IOException e) {
              return file + " cannot be read: " + e;
            }
          })
          .toList();
    }
  }

  private static String end(Path output) throws IOException {
    var lines = Files.readAllLines(output, StandardCharsets.ISO_8859_1);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
  }
}
