package dev.triga.benchmarks.report;

import java.util.Locale;

/// One field of a table: words, or a figure that keeps its full value for machines.
public sealed interface Cell {

  /// Text as it is shown.
  record Words(String text) implements Cell {}

  /// A number and how many decimals of it are shown.
  record Figure(double value, int decimals) implements Cell {
    @Override
    public String text() {
      return Double.isFinite(value)
          ? String.format(Locale.ROOT, "%." + decimals + "f", value)
          : "-";
    }
  }

  /// What a reader sees.
  String text();

  /// A cell of words.
  static Cell of(String text) {
    return new Words(text);
  }

  /// A cell with a figure; a value that is not finite is shown as a dash and is null in JSON.
  static Cell of(double value, int decimals) {
    return new Figure(value, decimals);
  }

  /// The range of some figures as words, `lowest-highest`.
  static Cell range(double lowest, double highest, int decimals) {
    return of(of(lowest, decimals).text() + "-" + of(highest, decimals).text());
  }
}
