package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.MemoryUse;
import dev.triga.benchmarks.harness.Spread;
import dev.triga.benchmarks.report.Cell;
import dev.triga.benchmarks.report.Table;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// The table of what a connection adds to a server's memory, with the ratios to Netty's.
final class MemoryTable {
  /// How to read such a table.
  static final String NOTE =
      "Bytes that a connection adds once it has had one answer and nothing is in flight: on the"
          + " heap after a collection, in direct buffers, and to what the process has resident. The"
          + " system's own memory for a socket is not in it.";

  private MemoryTable() {}

  /// A table.
  ///
  /// @param measured the figures of each round, by server
  static Table of(String title, ServerContest contest, Map<String, List<MemoryUse>> measured) {
    var table =
        Table.titled(
            title, "server", "heap B", "direct B", "heap + direct", "x Netty epoll", "resident B");
    for (String name : contest.names()) {
      if (contest.isMissing(name, table)) {
        continue;
      }
      table.row(
          Cell.of(name),
          Cell.of(median(measured, name, MemoryUse::heap), 0),
          Cell.of(median(measured, name, MemoryUse::direct), 0),
          Cell.of(median(measured, name, MemoryUse::own), 0),
          Cell.of(ratio(measured, name), 2),
          Cell.of(median(measured, name, MemoryUse::resident), 0));
    }
    return table.build();
  }

  /// A server's own memory as a multiple of Netty's.
  static double ratio(Map<String, List<MemoryUse>> measured, String name) {
    return median(measured, name, MemoryUse::own)
        / median(measured, ServerTable.NETTY_EPOLL, MemoryUse::own);
  }

  /// The median of a figure over the rounds.
  static double median(
      Map<String, List<MemoryUse>> measured, String name, ToDoubleFunction<MemoryUse> figure) {
    return Spread.of(measured.getOrDefault(name, List.of()).stream().mapToDouble(figure).toArray())
        .median();
  }
}
