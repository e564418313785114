package dev.triga.benchmarks.report;

import java.util.List;
import java.util.Map;

/// What one benchmark found.
///
/// @param benchmark its name at the command line
/// @param facts versions, commit, command, machine and date, in the order in which they are shown
/// @param tables the figures
/// @param goals what the figures are held against; empty in a quick run, whose figures mean nothing
/// @param notes how to read the tables
public record Report(
    String benchmark,
    Map<String, String> facts,
    List<Table> tables,
    List<Goal> goals,
    List<String> notes) {

  /// How a report is printed.
  public enum Format {
    /// Columns for a terminal.
    TEXT,
    /// Sections and tables for a document.
    MARKDOWN,
    /// One object for a program.
    JSON
  }

  /// The whole report, ending with a line end.
  public String render(Format format) {
    return switch (format) {
      case TEXT -> TextFormat.render(this);
      case MARKDOWN -> MarkdownFormat.render(this);
      case JSON -> JsonFormat.render(this);
    };
  }
}
