package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.Measured;
import dev.triga.benchmarks.harness.Spread;
import dev.triga.benchmarks.harness.Window;
import dev.triga.benchmarks.report.Cell;
import dev.triga.benchmarks.report.Table;
import java.util.List;

/// The table of servers under one load: the server's processor time for each operation, with the
/// ratios to the C reference and to Netty on epoll, beside throughput and latency.
final class ServerTable {
  static final String C_EPOLL = "c-epoll";
  static final String NETTY_EPOLL = "netty-epoll";

  private ServerTable() {}

  static Table of(String title, List<String> names, Measured measured) {
    var table =
        Table.titled(
            title,
            "server",
            "op/s",
            "cpu us",
            "user",
            "system",
            "cpu range",
            "x C",
            "x Netty epoll",
            "p50 us",
            "p99 us",
            "slices/op");
    for (String name : names) {
      String reason = measured.reasons().get(name);
      if (reason != null) {
        table.missing(name, reason);
        continue;
      }
      Spread cpu = measured.spread(name, Window::cpuMicros);
      double user = measured.userMicros(name);
      table.row(
          Cell.of(name),
          Cell.of(measured.spread(name, Window::perSecond).median(), 0),
          Cell.of(cpu.median(), 3),
          Cell.of(user, 3),
          Cell.of(cpu.median() - user, 3),
          Cell.range(cpu.lowest(), cpu.highest(), 3),
          Cell.of(measured.ratio(name, C_EPOLL, Window::cpuMicros), 3),
          Cell.of(measured.ratio(name, NETTY_EPOLL, Window::cpuMicros), 3),
          Cell.of(measured.spread(name, Window::p50Micros).median(), 1),
          Cell.of(measured.spread(name, Window::p99Micros).median(), 1),
          Cell.of(measured.spread(name, Window::slicesPerOperation).median(), 3));
    }
    return table.build();
  }

  /// How to read such a table.
  static List<String> notes() {
    return List.of(
        "cpu us is the server's processor time for each operation, all its threads, from its own"
            + " accounting over the window (user and system split by the kernel's samples); medians"
            + " over the windows, measured in turn, each with fresh connections; ratios are medians"
            + " of the ratios within a round. op/s and latencies compare only inside a table.");
  }
}
