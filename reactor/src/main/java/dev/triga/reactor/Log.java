package dev.triga.reactor;

import dev.triga.loop.DefaultLogObserver;
import dev.triga.loop.NamedLog;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The log of a reactor, or a named child of it.
///
/// **Threads.** Any thread may use every method. Entries reach the observers always asynchronously,
/// in one order that is the same for all of them and for [#history()], on the reactor's turn; what
/// one thread logs keeps its order. Entries logged before the reactor runs wait until it does;
/// after it has stopped they are still delivered, by the thread that logs.
///
/// **Path.** An entry below the [level][#level()] costs a comparison. Others pass the filters of
/// this log and of those above it, are kept in the history (the last 1 000), and go to the
/// observers of this log and of those above it. A reactor's own log begins with the [default
/// observer][#defaultObserver], which forwards to [System.Logger].
///
/// ```java
/// reactor.log().info("No soup for you!");
/// reactor.log().child("http").debug(() -> "request " + describe(request));
/// ```
public sealed interface Log permits NamedLog {
  /// How many entries [#history()] keeps.
  int HISTORY_ENTRIES = 1_000;

  /// The full name: the names of the logs above it and its own, with dots between.
  String name();

  /// A log below this one, whose entries pass through this one too. Cheap, and not kept: each call
  /// makes a new one, with a level, filters and observers of its own.
  ///
  /// @throws IllegalArgumentException if the name is blank
  Log child(String name);

  /// The level below which entries are dropped at once: its own, or else that of the log above it;
  /// at the top [LogLevel#INFO].
  LogLevel level();

  /// Sets the level for this log and those below it that have none of their own.
  void level(LogLevel level);

  /// Whether entries of this level are wanted.
  default boolean isEnabled(LogLevel level) {
    return level.isAtLeast(level());
  }

  /// Logs a message and what was thrown.
  void log(LogLevel level, String message, @Nullable Throwable error);

  /// Logs a message.
  default void log(LogLevel level, String message) {
    log(level, message, null);
  }

  /// Logs a message that is only made when the level is wanted.
  default void log(LogLevel level, Supplier<String> message) {
    if (isEnabled(level)) {
      log(level, message.get(), null);
    }
  }

  /// Logs an entry made elsewhere, as it is: so `other::publish` is an observer that stacks logs.
  /// Level and filters of this log apply.
  void publish(LogEntry entry);

  /// Logs at [LogLevel#DEBUG].
  default void debug(String message) {
    log(LogLevel.DEBUG, message);
  }

  /// Logs at [LogLevel#DEBUG].
  default void debug(Supplier<String> message) {
    log(LogLevel.DEBUG, message);
  }

  /// Logs at [LogLevel#DEBUG].
  default void debug(String message, @Nullable Throwable error) {
    log(LogLevel.DEBUG, message, error);
  }

  /// Logs at [LogLevel#INFO].
  default void info(String message) {
    log(LogLevel.INFO, message);
  }

  /// Logs at [LogLevel#INFO].
  default void info(Supplier<String> message) {
    log(LogLevel.INFO, message);
  }

  /// Logs at [LogLevel#INFO].
  default void info(String message, @Nullable Throwable error) {
    log(LogLevel.INFO, message, error);
  }

  /// Logs at [LogLevel#WARNING].
  default void warning(String message) {
    log(LogLevel.WARNING, message);
  }

  /// Logs at [LogLevel#WARNING].
  default void warning(Supplier<String> message) {
    log(LogLevel.WARNING, message);
  }

  /// Logs at [LogLevel#WARNING].
  default void warning(String message, @Nullable Throwable error) {
    log(LogLevel.WARNING, message, error);
  }

  /// Logs at [LogLevel#ERROR].
  default void error(String message) {
    log(LogLevel.ERROR, message);
  }

  /// Logs at [LogLevel#ERROR].
  default void error(Supplier<String> message) {
    log(LogLevel.ERROR, message);
  }

  /// Logs at [LogLevel#ERROR].
  default void error(String message, @Nullable Throwable error) {
    log(LogLevel.ERROR, message, error);
  }

  /// Logs at [LogLevel#CRITICAL].
  default void critical(String message) {
    log(LogLevel.CRITICAL, message);
  }

  /// Logs at [LogLevel#CRITICAL].
  default void critical(Supplier<String> message) {
    log(LogLevel.CRITICAL, message);
  }

  /// Logs at [LogLevel#CRITICAL].
  default void critical(String message, @Nullable Throwable error) {
    log(LogLevel.CRITICAL, message, error);
  }

  /// Gives `observer` the entries that are logged from now on by this log and those below it.
  ///
  /// @return to be cancelled when no longer wanted; afterwards no entry begins to be observed
  Registration observe(LogObserver observer);

  /// Keeps only entries for which `filter` says so, besides the filters that are there.
  Registration filter(LogFilter filter);

  /// The last 1 000 entries of this reactor, oldest first, those of all its logs.
  List<LogEntry> history();

  /// An observer that prints one line per entry, in the form of [LogFormatter#oneLine()].
  static LogObserver console(PrintStream stream) {
    return console(stream, LogFormatter.oneLine());
  }

  /// An observer that prints entries in a form of one's own.
  static LogObserver console(PrintStream stream, LogFormatter formatter) {
    return new ConsoleObserver(stream, formatter);
  }

  /// An observer that gives entries to the [System.Logger] of the entry's name.
  static LogObserver systemLogger() {
    return DefaultLogObserver.SYSTEM;
  }

  /// Sets the observer with which reactors opened from now on begin, in the whole process. Without
  /// this call it is [#systemLogger()].
  static void defaultObserver(LogObserver observer) {
    DefaultLogObserver.set(observer);
  }
}
