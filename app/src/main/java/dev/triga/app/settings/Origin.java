package dev.triga.app.settings;

import java.io.Serializable;

/// Where a value comes from. The order is that of precedence: later ones override earlier ones.
///
/// @param source what kind of place it is
/// @param place the file and line, or the variable; empty for the others
public record Origin(Source source, String place) implements Serializable {
  /// A kind of place.
  public enum Source {
    /// Nobody has set it.
    DEFAULT,
    /// The file of `--config`.
    FILE,
    /// A variable `TRIGA_…`.
    ENVIRONMENT,
    /// An option.
    COMMAND_LINE
  }

  /// Nobody has set it.
  public static final Origin DEFAULT = new Origin(Source.DEFAULT, "");

  /// An option.
  public static final Origin COMMAND_LINE = new Origin(Source.COMMAND_LINE, "");

  /// A line of a file; without a number if that is not known.
  static Origin line(String file, int number) {
    return new Origin(Source.FILE, number > 0 ? file + ":" + number : file);
  }

  /// A variable.
  static Origin variable(String name) {
    return new Origin(Source.ENVIRONMENT, name);
  }

  /// As it is shown to people.
  @Override
  public String toString() {
    return switch (source) {
      case DEFAULT -> "default";
      case FILE -> place;
      case ENVIRONMENT -> "environment " + place;
      case COMMAND_LINE -> "command line";
    };
  }
}
