package dev.triga.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Minutes of Jazzer, which looks for inputs that reach new code: in the nightly profile, which
/// brings it. It runs in a JVM of its own, because it changes the classes that it watches.
@EnabledIfSystemProperty(named = "triga.nightly", matches = "true")
class FuzzingTest {
  private static final int SECONDS = Integer.getInteger("triga.fuzz.seconds", 60);

  /// It first changes some hundred classes, which a busy machine takes a minute for.
  private static final int SECONDS_AROUND = 180;

  private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @EnumSource
  void nothingIsFound(Target target) throws Exception {
    Path corpus = Files.createDirectory(folder.resolve("corpus"));
    Path found = Files.createDirectory(folder.resolve("found"));
    int number = 0;
    for (byte[] data : Corpus.of(target)) {
      Files.write(corpus.resolve("kept" + number++), data);
    }
    Path output = folder.resolve("output");
    Process jazzer =
        new ProcessBuilder(command(target, corpus, found))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean isDone = jazzer.waitFor(SECONDS + SECONDS_AROUND, TimeUnit.SECONDS);
      assertThat(isDone).as("Jazzer hangs:\n%s", end(output)).isTrue();
    } finally {
      jazzer.destroyForcibly().waitFor();
    }
    assertThat(inputs(found)).as("belongs in %s:\n%s", target.fileName(), end(output)).isEmpty();
    assertThat(jazzer.exitValue()).as("Jazzer says:\n%s", end(output)).isZero();
    assertThat(end(output)).containsPattern("Done \\d+ runs");
  }

  private static List<String> command(Target target, Path corpus, Path found) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+EnableDynamicAgentLoading",
        "--sun-misc-unsafe-memory-access=allow",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        JAZZER,
        "--target_class=" + target.type().getName(),
        "--instrumentation_includes="
            + Stream.of("net", "protocol", "transport")
                .map(name -> "dev.triga." + name + ".**")
                .collect(Collectors.joining(File.pathSeparator)),
        "--reproducer_path=" + found.getParent(),
        corpus.toString(),
        "-artifact_prefix=" + found + File.separator,
        "-max_total_time=" + SECONDS,
        // The JVM's memory is not all in use.
        "-rss_limit_mb=0",
        "-timeout=20");
  }

  /// What was found, as lines for the corpus.
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
