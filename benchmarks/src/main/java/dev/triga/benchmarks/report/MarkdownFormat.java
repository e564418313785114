package dev.triga.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A section for a document: facts as a list, each table under a heading.
final class MarkdownFormat {
  private MarkdownFormat() {}

  static String render(Report report) {
    var out = new StringBuilder("## " + report.benchmark() + "\n\n");
    report
        .facts()
        .forEach(
            (name, value) -> out.append("- ").append(name).append(": ").append(value).append('\n'));
    for (Table table : report.tables()) {
      out.append("\n### ").append(table.title()).append("\n\n");
      append(out, table);
    }
    if (!report.goals().isEmpty()) {
      out.append("\n### goals\n\n");
      append(out, TextFormat.goals(report.goals()));
    }
    report.notes().forEach(note -> out.append('\n').append(note).append('\n'));
    return out.toString();
  }

  private static void append(StringBuilder out, Table table) {
    line(out, table.columns());
    line(
        out,
        IntStream.range(0, table.columns().size()).mapToObj(i -> i == 0 ? "---" : "---:").toList());
    for (List<Cell> row : table.rows()) {
      var texts = new ArrayList<>(row.stream().map(Cell::text).toList());
      while (texts.size() < table.columns().size()) {
        texts.add("");
      }
      line(out, texts);
    }
  }

  private static void line(StringBuilder out, List<String> texts) {
    out.append(
        texts.stream()
            .map(text -> text.replace("|", "\\|"))
            .collect(Collectors.joining(" | ", "| ", " |\n")));
  }
}
