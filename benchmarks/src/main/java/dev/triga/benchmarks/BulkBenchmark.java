package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.LoadShape;
import dev.triga.benchmarks.harness.Measured;
import dev.triga.benchmarks.harness.Spread;
import dev.triga.benchmarks.harness.Window;
import dev.triga.benchmarks.report.Cell;
import dev.triga.benchmarks.report.Goal;
import dev.triga.benchmarks.report.Report;
import dev.triga.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.List;

/// A one-way stream: the server writes blocks as fast as the peer takes them.
final class BulkBenchmark implements Benchmark {
  private static final List<Integer> BLOCK_BYTES = List.of(64 << 10, 1 << 20);
  private static final int CONNECTIONS = 1;

  /// Microseconds of processor time for a block of one byte are so many milliseconds for a GiB.
  private static final double MILLIS_PER_GIB = (1 << 30) / 1000.0;

  private static final double MIB = 1 << 20;

  @Override
  public String name() {
    return "bulk";
  }

  @Override
  public String summary() {
    return "a stream of 64 KiB and 1 MiB writes: server CPU per GiB";
  }

  @Override
  public List<String> contestants() {
    return EchoServers.PLAIN_NAMES;
  }

  @Override
  public Report run(Settings settings) {
    List<Table> tables = new ArrayList<>();
    List<Goal> goals = new ArrayList<>();
    for (int index = 0; index < BLOCK_BYTES.size() - 1; index++) {
      measure(settings, BLOCK_BYTES.get(index), tables, goals);
    }
    return measure(settings, BLOCK_BYTES.getLast(), tables, goals);
  }

  /// Adds a table and a goal, and reports all there are.
  private Report measure(Settings settings, int blockBytes, List<Table> tables, List<Goal> goals) {
    String title = "writes of " + (blockBytes >> 10) + " KiB";
    try (var contest =
        ServerContest.open(
            this,
            settings,
            (name, programs) -> {
              // The load is one that only the C program can make.
              programs.loadGenerator();
              return EchoServers.streaming(name, programs, blockBytes);
            })) {
      Measured measured = contest.measure(LoadShape.drain(CONNECTIONS, blockBytes));
      tables.add(table(title, blockBytes, contest.names(), measured));
      goals.add(
          new Goal(
              title + ": " + EchoServers.TRIGA_EPOLL + " / " + ServerTable.C_EPOLL + ", CPU",
              1.05,
              measured.ratio(EchoServers.TRIGA_EPOLL, ServerTable.C_EPOLL, Window::cpuMicros)));
      return contest.report(
          tables,
          goals,
          List.of(
              "cpu ms/GiB is the server's processor time, all its threads, for each GiB that the"
                  + " peer took, on one connection; the peer drops it without a copy. Medians over"
                  + " the windows, measured in turn; ratios are medians of the ratios within a"
                  + " round."));
    }
  }

  private static Table table(String title, int blockBytes, List<String> names, Measured measured) {
    var table =
        Table.titled(
            title,
            "server",
            "MiB/s",
            "cpu ms/GiB",
            "user",
            "system",
            "cpu range",
            "x C",
            "x Netty epoll");
    double scale = MILLIS_PER_GIB / blockBytes;
    for (String name : names) {
      String reason = measured.reasons().get(name);
      if (reason != null) {
        table.missing(name, reason);
        continue;
      }
      Spread cpu = measured.spread(name, window -> window.cpuMicros() * scale);
      double user = measured.userMicros(name) * scale;
      table.row(
          Cell.of(name),
          Cell.of(measured.spread(name, Window::perSecond).median() * blockBytes / MIB, 0),
          Cell.of(cpu.median(), 1),
          Cell.of(user, 1),
          Cell.of(cpu.median() - user, 1),
          Cell.range(cpu.lowest(), cpu.highest(), 1),
          Cell.of(measured.ratio(name, ServerTable.C_EPOLL, Window::cpuMicros), 3),
          Cell.of(measured.ratio(name, ServerTable.NETTY_EPOLL, Window::cpuMicros), 3));
    }
    return table.build();
  }
}
