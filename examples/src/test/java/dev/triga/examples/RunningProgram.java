package dev.triga.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program in its JVM. Closing it kills what is left of it.
final class RunningProgram implements AutoCloseable {
  private static final long SECONDS_TO_END = 20;

  private final String name;
  private final Process process;
  private final BufferedReader output;

  RunningProgram(String name, Process process) {
    this.name = name;
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /// The next line of standard output.
  String line() throws IOException {
    String line = output.readLine();
    assertThat(line).as("a line of %s", name).isNotNull();
    return line;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// Sends a signal, by its name without `SIG`.
  void signal(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  /// Waits for the end, which has to come with this exit code and nothing on standard error.
  ///
  /// @return the lines of standard output that have not been read
  List<String> ended(int exitCode) throws IOException, InterruptedException {
    assertThat(process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)).as("%s ends", name).isTrue();
    String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(errors).as("standard error of %s", name).isEmpty();
    List<String> rest = output.lines().toList();
    assertThat(process.exitValue()).as("exit code of %s", name).isEqualTo(exitCode);
    return rest;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
