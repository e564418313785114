package dev.triga.reactor;

/// Decides which entries are kept. All filters of a log and of the logs above it have to agree.
///
/// Asked on the thread that logs, before the entry goes anywhere: a filter must be quick and must
/// not touch what belongs to a reactor's turn. One that throws is taken off and reported as an
/// error entry.
@FunctionalInterface
public interface LogFilter {
  /// Whether the entry is kept.
  boolean keeps(LogEntry entry);

  /// Keeps entries of this level and above.
  static LogFilter atLeast(LogLevel level) {
    return entry -> entry.level().isAtLeast(level);
  }

  /// Keeps everything except entries of the log `name`, and of those below it, that matter less
  /// than `level`.
  static LogFilter atLeast(LogLevel level, String name) {
    String below = name + '.';
    return entry ->
        entry.level().isAtLeast(level)
            || !(entry.name().equals(name) || entry.name().startsWith(below));
  }
}
