package dev.triga.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.benchmarks.report.Cell;
import dev.triga.benchmarks.report.Goal;
import dev.triga.benchmarks.report.Report;
import dev.triga.benchmarks.report.Report.Format;
import dev.triga.benchmarks.report.Table;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportFormatsTest {
  private static final Report REPORT =
      new Report(
          "sample",
          Map.of("command", "say \"hi\""),
          List.of(
              Table.titled("table", "server", "cpu us", "op/s")
                  .row(Cell.of("one"), Cell.of(1.23456, 2), Cell.of(Double.NaN, 0))
                  .missing("three", "no such thing")
                  .build()),
          List.of(new Goal("one / two", 1.5, 1.25), new Goal("two / one", 1, Double.NaN)),
          List.of("a note"));

  @Test
  void textAlignsFiguresToTheRight() {
    assertThat(REPORT.render(Format.TEXT))
        .contains(
            """
            ## table
            server  cpu us  op/s
            one       1.23     -
            three   skipped: no such thing
            """)
        .containsPattern("one / two +1.50 +1.250 +reached")
        .containsPattern("two / one +1.00 +- +not measured");
  }

  @Test
  void markdownMakesTables() {
    assertThat(REPORT.render(Format.MARKDOWN))
        .contains("## sample", "- command: say", "| --- | ---: | ---: |", "| one | 1.23 | - |")
        .contains("| three | skipped: no such thing |  |");
  }

  @Test
  void jsonKeepsFullFiguresAndEscapesText() {
    assertThat(REPORT.render(Format.JSON))
        .contains("\"command\":\"say \\\"hi\\\"\"", "[\"one\",1.23456,null]")
        .contains("{\"claim\":\"two / one\",\"limit\":1.0,\"measured\":null")
        .endsWith("}\n");
  }

  @Test
  void aRowNeedsACellForEachColumn() {
    assertThatThrownBy(() -> Table.titled("t", "a", "b").row(Cell.of("x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 cells in a table of 2 columns");
  }
}
