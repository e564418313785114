package dev.triga.benchmarks.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Runs a Python script of this module that prints one line of figures.
public final class PythonScript {
  private PythonScript() {}

  /// Runs the script and waits for its line.
  ///
  /// @param name the file under `src/main/python`
  /// @param wait how long it may take
  /// @return the figures by name
  /// @throws Unavailable if there is no Python, the script skips, or it fails
  public static Map<String, Double> run(String name, Duration wait, String... arguments) {
    Path python = ProgramPath.find("python3").orElseThrow(() -> new Unavailable("no python3"));
    var command = new ArrayList<>(List.of(python.toString(), "-c", source(name)));
    command.addAll(List.of(arguments));
    try (Child script = Child.start(command)) {
      String line = script.readLine(wait);
      if (line.startsWith(RunningServer.SKIP)) {
        throw new Unavailable(line.substring(RunningServer.SKIP.length()));
      }
      return Window.figures(line);
    }
  }

  private static String source(String name) {
    try (InputStream content = PythonScript.class.getResourceAsStream("/python/" + name)) {
      if (content == null) {
        throw new IOException("Resource /python/" + name + " is missing from the benchmarks' jar");
      }
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
