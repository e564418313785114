package dev.triga.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// One JSON object on one line: facts, tables with raw figures, goals, notes.
final class JsonFormat {
  private JsonFormat() {}

  static String render(Report report) {
    String facts =
        report.facts().entrySet().stream()
            .map(fact -> quote(fact.getKey()) + ":" + quote(fact.getValue()))
            .collect(Collectors.joining(",", "{", "}"));
    return "{\"benchmark\":"
        + quote(report.benchmark())
        + ",\"facts\":"
        + facts
        + ",\"tables\":"
        + array(report.tables().stream().map(JsonFormat::table).toList())
        + ",\"goals\":"
        + array(report.goals().stream().map(JsonFormat::goal).toList())
        + ",\"notes\":"
        + array(report.notes().stream().map(JsonFormat::quote).toList())
        + "}\n";
  }

  private static String table(Table table) {
    return "{\"title\":"
        + quote(table.title())
        + ",\"columns\":"
        + array(table.columns().stream().map(JsonFormat::quote).toList())
        + ",\"rows\":"
        + array(
            table.rows().stream()
                .map(row -> array(row.stream().map(JsonFormat::cell).toList()))
                .toList())
        + "}";
  }

  private static String goal(Goal goal) {
    return "{\"claim\":"
        + quote(goal.claim())
        + ",\"limit\":"
        + number(goal.limit())
        + ",\"measured\":"
        + number(goal.measured())
        + ",\"verdict\":"
        + quote(goal.verdict())
        + "}";
  }

  private static String cell(Cell cell) {
    return switch (cell) {
      case Cell.Words words -> quote(words.text());
      case Cell.Figure figure -> number(figure.value());
    };
  }

  private static String number(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "null";
  }

  private static String array(List<String> values) {
    return values.stream().collect(Collectors.joining(",", "[", "]"));
  }

  static String quote(String text) {
    var out = new StringBuilder("\"");
    text.chars()
        .forEach(c -> {
          if (c == '"' || c == '\\') {
            out.append('\\').append((char) c);
          } else if (c < ' ') {
            out.append(String.format(Locale.ROOT, "\\u%04x", c));
          } else {
            out.append((char) c);
          }
        });
    return out.append('"').toString();
  }
}
