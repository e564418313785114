package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.LoadShape;
import dev.triga.benchmarks.harness.Measured;
import dev.triga.benchmarks.harness.Window;
import dev.triga.benchmarks.report.Cell;
import dev.triga.benchmarks.report.Report;
import dev.triga.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// 64-byte echoes at several numbers of connections, ping-pong and pipelined, on every driver.
final class EchoBenchmark implements Benchmark {
  private static final List<LoadShape> COMPARED =
      List.of(
          LoadShape.echo(1, 1),
          LoadShape.echo(64, 1),
          LoadShape.echo(1000, 1),
          LoadShape.echo(64, 16));
  private static final List<Integer> GROWTH = List.of(1, 10, 100, 1000);
  private static final List<String> GROWING =
      List.of(
          ServerTable.C_EPOLL,
          EchoServers.TRIGA_EPOLL,
          EchoServers.TRIGA_URING,
          EchoServers.TRIGA_NIO);

  private static final int SELECT_CONNECTIONS_MAX = 900;

  @Override
  public String name() {
    return "echo";
  }

  @Override
  public String summary() {
    return "64-byte echoes: server CPU per request at 1, 64 and 1 000 connections, and pipelined";
  }

  @Override
  public List<String> contestants() {
    return EchoServers.NAMES;
  }

  @Override
  public List<String> loads() {
    return COMPARED.stream().map(LoadShape::title).toList();
  }

  @Override
  public Report run(Settings settings) {
    try (var contest = ServerContest.open(this, settings, EchoServers::echoing)) {
      List<Table> tables = new ArrayList<>();
      Map<LoadShape, Measured> results = new LinkedHashMap<>();
      for (LoadShape shape : COMPARED) {
        if (settings.wantsLoad(shape.title())) {
          List<String> able = able(contest.names(), shape);
          Measured measured = contest.tournament().measure(shape, Set.copyOf(able));
          results.put(shape, measured);
          tables.add(ServerTable.of(title(shape), able, measured));
        }
      }
      if (settings.loads().isEmpty()) {
        tables.add(growth(contest, results));
      }
      return contest.report(tables, EchoGoals.of(results), ServerTable.notes());
    }
  }

  /// Select watches descriptors below 1 024, which a thousand connections and the server's own are
  /// not all.
  private static List<String> able(List<String> names, LoadShape shape) {
    return shape.connections() < SELECT_CONNECTIONS_MAX
        ? names
        : names.stream().filter(name -> !name.equals(EchoServers.TRIGA_SELECT)).toList();
  }

  private static String title(LoadShape shape) {
    return "64 B echo, %d connection%s, %d in flight on each"
        .formatted(shape.connections(), shape.connections() == 1 ? "" : "s", shape.depth());
  }

  /// The cost of a request as connections grow tenfold; shapes measured already are not measured
  /// again.
  private static Table growth(ServerContest contest, Map<LoadShape, Measured> results) {
    var table =
        Table.titled(
            "growth: cpu us per request", "server", "1", "10", "100", "1000", "worst step");
    List<String> growing = GROWING.stream().filter(contest.names()::contains).toList();
    Map<Integer, Measured> steps =
        GROWTH.stream()
            .collect(
                Collectors.toMap(
                    connections -> connections,
                    connections -> {
                      LoadShape shape = LoadShape.echo(connections, 1);
                      Measured known = results.get(shape);
                      return known != null
                          ? known
                          : contest.tournament().measure(shape, Set.copyOf(growing));
                    }));
    for (String name : growing) {
      if (contest.isMissing(name, table)) {
        continue;
      }
      double[] cost =
          GROWTH.stream()
              .map(steps::get)
              .mapToDouble(measured -> measured.spread(name, Window::cpuMicros).median())
              .toArray();
      double worst = Math.max(cost[1] / cost[0], Math.max(cost[2] / cost[1], cost[3] / cost[2]));
      table.row(
          Cell.of(name),
          Cell.of(cost[0], 3),
          Cell.of(cost[1], 3),
          Cell.of(cost[2], 3),
          Cell.of(cost[3], 3),
          Cell.of(worst, 2));
    }
    return table.build();
  }
}
