package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.Measured;
import dev.triga.benchmarks.harness.Spread;
import dev.triga.benchmarks.harness.Window;
import dev.triga.benchmarks.report.Cell;
import dev.triga.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.List;

/// The table of servers under one load: the server's processor time for each operation, with the
/// ratios to some of them, beside throughput and latency.
final class ServerTable {
  static final String C_EPOLL = "c-epoll";
  static final String NETTY_EPOLL = "netty-epoll";

  /// Its column with the ratios to Netty on epoll.
  static final Peer TO_NETTY = new Peer("x Netty epoll", NETTY_EPOLL);

  private ServerTable() {}

  /// A server that the others are compared with.
  ///
  /// @param column how the column of the ratios is called
  /// @param name the server
  record Peer(String column, String name) {}

  /// With the ratios to the C reference and to Netty on epoll.
  static Table of(String title, List<String> names, Measured measured) {
    return of(title, names, measured, List.of(new Peer("x C", C_EPOLL), TO_NETTY));
  }

  /// With the ratios to these peers.
  static Table of(String title, List<String> names, Measured measured, List<Peer> peers) {
    List<String> columns =
        new ArrayList<>(List.of("server", "op/s", "cpu us", "user", "system", "cpu range"));
    peers.forEach(peer -> columns.add(peer.column()));
    columns.addAll(List.of("p50 us", "p99 us", "slices/op"));
    var table = Table.titled(title, columns.toArray(String[]::new));
    for (String name : names) {
      String reason = measured.reasons().get(name);
      if (reason != null) {
        table.missing(name, reason);
        continue;
      }
      Spread cpu = measured.spread(name, Window::cpuMicros);
      double user = measured.userMicros(name);
      List<Cell> cells = new ArrayList<>();
      cells.add(Cell.of(name));
      cells.add(Cell.of(measured.spread(name, Window::perSecond).median(), 0));
      cells.add(Cell.of(cpu.median(), 3));
      cells.add(Cell.of(user, 3));
      cells.add(Cell.of(cpu.median() - user, 3));
      cells.add(Cell.range(cpu.lowest(), cpu.highest(), 3));
      peers.forEach(
          peer -> cells.add(Cell.of(measured.ratio(name, peer.name(), Window::cpuMicros), 3)));
      cells.add(Cell.of(measured.spread(name, Window::p50Micros).median(), 1));
      cells.add(Cell.of(measured.spread(name, Window::p99Micros).median(), 1));
      cells.add(Cell.of(measured.spread(name, Window::slicesPerOperation).median(), 3));
      table.row(cells.toArray(Cell[]::new));
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
