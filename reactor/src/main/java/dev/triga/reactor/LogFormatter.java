package dev.triga.reactor;

/// Makes text of an entry.
@FunctionalInterface
public interface LogFormatter {
  /// The text, without an end of line.
  String format(LogEntry entry);

  /// Time in UTC with milliseconds, level, name and message, and after them the stack trace if
  /// there is an error: always exactly one line. Backslash, line ends, other control characters and
  /// characters that turn the direction of writing come as escapes (`\\`, `\n`, `\r`, `\t`, `\`
  /// `uXXXX`), wherever they stand, so that no message can pretend to be another entry; a reader
  /// who replaces the escapes has the original back.
  ///
  /// ```text
  /// 2026-11-20T21:20:00.123Z WARNING reactor-1.http: slow client
  /// ```
  static LogFormatter oneLine() {
    return OneLineFormatter.INSTANCE;
  }
}
