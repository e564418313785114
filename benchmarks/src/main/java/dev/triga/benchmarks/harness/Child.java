package dev.triga.benchmarks.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A process that talks in lines and ends when its stdin does. For one thread.
final class Child implements AutoCloseable {
  private static final Duration END_MAX = Duration.ofSeconds(5);
  private static final String NO_MORE_LINES = "\0";

  private final Process process;
  private final Writer toChild;
  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(1024);
  private volatile String lastError = "";
  private @Nullable Thread errorReader;

  private Child(Process process) {
    this.process = process;
    this.toChild = process.outputWriter(StandardCharsets.UTF_8);
  }

  static Child start(List<String> command) {
    return start(command, Map.of());
  }

  static Child start(List<String> command, Map<String, String> environment) {
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    // Else HotSpot claims SIGUSR2 for itself, which is not how Triga is started.
    builder.environment().put("_JAVA_SR_SIGNUM", "40");
    try {
      var child = new Child(builder.start());
      child.read(child.process.inputReader(StandardCharsets.UTF_8), child.lines::put, true);
      child.errorReader =
          child.read(child.process.errorReader(StandardCharsets.UTF_8), child::keepError, false);
      return child;
    } catch (IOException e) {
      throw new Unavailable("it cannot be started: " + e.getMessage());
    }
  }

  long pid() {
    return process.pid();
  }

  /// The next line it prints.
  ///
  /// @throws Unavailable if it ends or stays silent instead
  String readLine(Duration wait) {
    try {
      String line = lines.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null) {
        throw new Unavailable("it said nothing for " + wait.toSeconds() + " s");
      }
      if (line.equals(NO_MORE_LINES)) {
        boolean ended = process.waitFor(END_MAX.toMillis(), TimeUnit.MILLISECONDS);
        if (ended && errorReader != null) {
          errorReader.join(END_MAX);
        }
        String how = ended ? "it ended with exit code " + process.exitValue() : "it closed stdout";
        throw new Unavailable(lastError.isEmpty() ? how : how + ": " + lastError);
      }
      return line;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted");
    }
  }

  void writeLine(String line) {
    try {
      toChild.write(line + "\n");
      toChild.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("The process does not read any more", e);
    }
  }

  /// Ends the process: by the end of its stdin, else by force. It is gone when this returns.
  @Override
  public void close() {
    try {
      toChild.close();
    } catch (IOException e) {
      // It is gone already.
    }
    try {
      if (!process.waitFor(END_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private Thread read(BufferedReader from, LineTaker to, boolean marksEnd) {
    return Thread.ofPlatform()
        .daemon()
        .name("bench-child-" + process.pid())
        .start(() -> {
          try (from) {
            for (@Nullable String line; (line = from.readLine()) != null; ) {
              to.take(line);
            }
          } catch (IOException e) {
            // The pipe ends with the process.
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          if (marksEnd) {
            lines.offer(NO_MORE_LINES);
          }
        });
  }

  private void keepError(String line) {
    // An exception's first line says more than the frames below it.
    if (!line.startsWith("\tat ") && !line.startsWith("\t...")) {
      lastError = line.strip();
    }
  }

  /// Where a line goes.
  @FunctionalInterface
  private interface LineTaker {
    void take(String line) throws InterruptedException;
  }
}
