package dev.triga.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/// A titled grid. The first column names the contestant of the row; a row that could not be
/// measured has two cells: the name and the reason.
///
/// @param title what was measured, in one line
/// @param columns the headings
/// @param rows the cells of each row
public record Table(String title, List<String> columns, List<List<Cell>> rows) {
  /// A copy that no caller can change.
  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
  }

  /// Starts a table with these headings.
  public static Builder titled(String title, String... columns) {
    return new Builder(title, List.of(columns));
  }

  /// Whether this row gives a reason in place of figures.
  boolean isReason(List<Cell> row) {
    return row.size() == 2 && columns.size() > 2;
  }

  /// Collects the rows of a table, for one thread.
  public static final class Builder {
    private final String title;
    private final List<String> columns;
    private final List<List<Cell>> rows = new ArrayList<>();

    private Builder(String title, List<String> columns) {
      this.title = title;
      this.columns = columns;
    }

    /// Adds a row with one cell for each heading.
    ///
    /// @throws IllegalArgumentException if the number of cells is another one
    public Builder row(Cell... cells) {
      if (cells.length != columns.size()) {
        throw new IllegalArgumentException(
            "A row of " + cells.length + " cells in a table of " + columns.size() + " columns");
      }
      rows.add(List.of(cells));
      return this;
    }

    /// Adds a row that says why there is nothing to show for `name`.
    public Builder missing(String name, String reason) {
      rows.add(List.of(Cell.of(name), Cell.of("skipped: " + reason)));
      return this;
    }

    /// The table so far.
    public Table build() {
      return new Table(title, columns, rows);
    }
  }
}
