package dev.triga.benchmarks.report;

import java.util.List;

/// Aligned columns: names to the left, figures to the right.
final class TextFormat {
  private TextFormat() {}

  static String render(Report report) {
    var out = new StringBuilder("# " + report.benchmark() + "\n");
    report
        .facts()
        .forEach((name, value) -> out.append(name).append(": ").append(value).append('\n'));
    for (Table table : report.tables()) {
      out.append("\n## ").append(table.title()).append('\n');
      append(out, table);
    }
    if (!report.goals().isEmpty()) {
      out.append("\n## goals\n");
      append(out, goals(report.goals()));
    }
    if (!report.notes().isEmpty()) {
      out.append('\n');
      report.notes().forEach(note -> out.append(note).append('\n'));
    }
    return out.toString();
  }

  /// The goals as a table.
  static Table goals(List<Goal> goals) {
    var table = Table.titled("goals", "goal", "at most", "measured", "verdict");
    for (Goal goal : goals) {
      table.row(
          Cell.of(goal.claim()),
          Cell.of(goal.limit(), 2),
          Cell.of(goal.measured(), 3),
          Cell.of(goal.verdict()));
    }
    return table.build();
  }

  private static void append(StringBuilder out, Table table) {
    int[] widths = table.columns().stream().mapToInt(String::length).toArray();
    for (List<Cell> row : table.rows()) {
      int measured = table.isReason(row) ? 1 : row.size();
      for (int i = 0; i < measured; i++) {
        widths[i] = Math.max(widths[i], row.get(i).text().length());
      }
    }
    line(out, table.columns(), widths);
    for (List<Cell> row : table.rows()) {
      line(out, row.stream().map(Cell::text).toList(), widths);
    }
  }

  private static void line(StringBuilder out, List<String> texts, int[] widths) {
    int start = out.length();
    for (int i = 0; i < texts.size(); i++) {
      String padding = " ".repeat(Math.max(0, widths[i] - texts.get(i).length()));
      boolean left = i == 0 || texts.size() < widths.length;
      out.append(i == 0 ? "" : "  ");
      out.append(left ? texts.get(i) + padding : padding + texts.get(i));
    }
    while (out.length() > start && out.charAt(out.length() - 1) == ' ') {
      out.setLength(out.length() - 1);
    }
    out.append('\n');
  }
}
