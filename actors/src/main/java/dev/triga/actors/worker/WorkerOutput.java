package dev.triga.actors.worker;

import dev.triga.reactor.Log;
import dev.triga.reactor.LogEntry;
import dev.triga.reactor.LogLevel;
import dev.triga.reactor.LogObserver;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// What a worker writes, as entries of the arbiter's log under the worker's name. Its own log comes
/// the same way, line by line, each behind its level: so it survives whatever becomes of the
/// worker.
///
/// On the arbiter's turn, but for [#toStandardError].
final class WorkerOutput {
  /// Lines at the end of what a worker wrote that are kept to explain its end.
  static final int TAIL_LINES_MAX = 40;

  /// Before the level in a line of the log; no program writes it by chance.
  private static final char MARK = '\u0002';

  private final Log log;
  private final ArrayDeque<String> tail = new ArrayDeque<>();
  private boolean isDumping;

  WorkerOutput(Log log) {
    this.log = log;
  }

  /// A line of standard output.
  void out(String line) {
    // A thread dump comes here: it has to be seen whatever the level.
    write(isDumping ? LogLevel.ERROR : LogLevel.INFO, line);
  }

  /// A line of standard error.
  void err(String line) {
    int end = line.isEmpty() || line.charAt(0) != MARK ? -1 : line.indexOf(MARK, 1);
    if (end < 0) {
      write(LogLevel.WARNING, line);
    } else {
      write(level(line.substring(1, end)), line.substring(end + 1));
    }
  }

  private void write(LogLevel level, String line) {
    if (tail.size() == TAIL_LINES_MAX) {
      tail.removeFirst();
    }
    tail.addLast(line);
    log.log(level, line);
  }

  private static LogLevel level(String name) {
    for (LogLevel level : LogLevel.values()) {
      if (level.name().equals(name)) {
        return level;
      }
    }
    return LogLevel.WARNING;
  }

  /// What comes on standard output from now on is a thread dump.
  void dumping() {
    isDumping = true;
  }

  /// The last lines.
  String tail() {
    return String.join("\n", tail);
  }

  /// The worker's side: an observer that writes entries in that form. Any thread.
  static LogObserver toStandardError(PrintStream err) {
    return new LogObserver() {
      @Override
      public void observe(LogEntry entry) {
        err.print(lines(entry));
        err.flush();
      }

      @Override
      public boolean isForAnyThread() {
        return true;
      }
    };
  }

  /// The worker's side: says what has ended it, in that form. Any thread.
  static void sayFailure(PrintStream err, Throwable failure) {
    err.print(lines(LogLevel.CRITICAL, "the worker failed", failure));
    err.flush();
  }

  private static String lines(LogEntry entry) {
    return lines(entry.level(), entry.message(), entry.error());
  }

  private static String lines(LogLevel level, String message, @Nullable Throwable error) {
    var text = new StringWriter();
    text.append(message);
    if (error != null) {
      text.append('\n');
      error.printStackTrace(new PrintWriter(text));
    }
    var lines = new StringBuilder();
    text.toString()
        .lines()
        .forEach(
            line -> lines.append(MARK).append(level.name()).append(MARK).append(line).append('\n'));
    return lines.toString();
  }
}
