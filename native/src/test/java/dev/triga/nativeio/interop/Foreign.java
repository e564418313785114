package dev.triga.nativeio.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program that nobody here wrote, running. Both its streams are read as one.
final class Foreign implements AutoCloseable {
  /// What a script of ours ends with when it lacks a library.
  private static final int LACKING = 77;

  private static final int SECONDS_MAX = 20;

  private final String name;
  private final Process process;
  private final BufferedReader output;

  private Foreign(String name, Process process) {
    this.name = name;
    this.process = process;
    this.output = process.inputReader(UTF_8);
  }

  /// Starts it; without it, the test is skipped with the reason, or fails where foreign programs
  /// have to be there.
  static Foreign start(String... command) throws IOException {
    return started(command[0], List.of(command));
  }

  /// Starts Debian's Python, for which Debian's Twisted is installed.
  static Foreign python(String script, String... arguments) throws IOException {
    var command = new ArrayList<>(List.of("/usr/bin/python3", "-c", script));
    command.addAll(List.of(arguments));
    return started("python3", command);
  }

  private static Foreign started(String name, List<String> command) throws IOException {
    try {
      return new Foreign(name, new ProcessBuilder(command).redirectErrorStream(true).start());
    } catch (IOException e) {
      missing(name);
      throw e;
    }
  }

  private static void missing(String what) {
    if (Boolean.getBoolean("interop.required")) {
      throw new AssertionError(what + " is missing, and -Dinterop.required=true needs it");
    }
    assumeTrue(false, what + " is missing");
  }

  /// The next line of what it says.
  String line() throws Exception {
    String line = output.readLine();
    if (line == null && process.waitFor() == LACKING) {
      missing("a library of " + name);
    }
    assertThat(line).as("%s has ended", name).isNotNull();
    return line;
  }

  /// The next line that contains this.
  String lineWith(String part) throws Exception {
    String line = line();
    while (!line.contains(part)) {
      line = line();
    }
    return line;
  }

  /// Writes to its standard input.
  void say(String text) throws IOException {
    process.outputWriter(UTF_8).write(text);
    process.outputWriter(UTF_8).flush();
  }

  /// Ends its standard input, and gives all that it still says until it ends.
  String rest() throws Exception {
    process.outputWriter(UTF_8).close();
    var rest = new StringBuilder();
    for (int c = output.read(); c >= 0; c = output.read()) {
      rest.append((char) c);
    }
    if (process.waitFor() == LACKING) {
      missing("a library of " + name);
    }
    return rest.toString();
  }

  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).as("%s ends", name).isTrue();
    return process.exitValue();
  }

  /// A port on which nobody listens, for programs that do not say which they were given.
  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws Exception {
    process.destroyForcibly().waitFor();
    output.close();
  }
}
