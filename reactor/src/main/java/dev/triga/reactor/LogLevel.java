package dev.triga.reactor;

import java.util.Locale;

/// How much a log entry matters. The numbers are Versile's, and may be relied on.
public enum LogLevel {
  /// For whoever looks for a defect; 10.
  DEBUG(10, System.Logger.Level.DEBUG),
  /// Normal and worth telling; 20.
  INFO(20, System.Logger.Level.INFO),
  /// Not what was wanted, but everything goes on; 30.
  WARNING(30, System.Logger.Level.WARNING),
  /// Something failed; 40.
  ERROR(40, System.Logger.Level.ERROR),
  /// The program cannot do its work; 50.
  CRITICAL(50, System.Logger.Level.ERROR);

  private final int number;
  private final System.Logger.Level systemLevel;

  LogLevel(int number, System.Logger.Level systemLevel) {
    this.number = number;
    this.systemLevel = systemLevel;
  }

  /// The level as a number from 10 to 50; greater matters more.
  public int number() {
    return number;
  }

  /// What [System.Logger] calls it; it has nothing above error.
  public System.Logger.Level systemLevel() {
    return systemLevel;
  }

  /// Whether this level matters at least as much as `other`.
  public boolean isAtLeast(LogLevel other) {
    return number >= other.number;
  }

  /// The level of a name, in upper or lower case; `warn` is understood too.
  ///
  /// @throws IllegalArgumentException if there is no such level; the message lists those that there
  ///   are
  public static LogLevel parse(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "debug" -> DEBUG;
      case "info" -> INFO;
      case "warning", "warn" -> WARNING;
      case "error" -> ERROR;
      case "critical" -> CRITICAL;
      default ->
          throw new IllegalArgumentException(
              "log level '" + name + "' is none of debug, info, warning, error, critical");
    };
  }
}
