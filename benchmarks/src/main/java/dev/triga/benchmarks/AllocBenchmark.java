package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.LoadShape;
import dev.triga.benchmarks.harness.Spread;
import dev.triga.benchmarks.report.Cell;
import dev.triga.benchmarks.report.Goal;
import dev.triga.benchmarks.report.Report;
import dev.triga.benchmarks.report.Table;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Bytes that a server allocates on its heap for each echo, once it is warm.
final class AllocBenchmark implements Benchmark {
  private static final LoadShape SHAPE = LoadShape.echo(64, 1);

  /// Below half a byte per echo nothing is allocated for an echo: what is left is the JVM's own
  /// housekeeping, spread over the echoes.
  private static final double NOTHING = 0.5;

  @Override
  public String name() {
    return "alloc";
  }

  @Override
  public String summary() {
    return "bytes allocated per echo in the steady state";
  }

  @Override
  public List<String> contestants() {
    return EchoServers.JVM_NAMES;
  }

  @Override
  public Report run(Settings settings) {
    try (var contest = ServerContest.open(this, settings, EchoServers::echoing)) {
      Map<String, List<Double>> bytes =
          contest.tournament().measureAllocation(SHAPE, Set.copyOf(contest.names()));
      var table = Table.titled("64 B echo, 64 connections", "server", "bytes/echo", "range");
      for (String name : contest.names()) {
        if (!contest.isMissing(name, table)) {
          Spread spread = Spread.of(bytes.getOrDefault(name, List.of()));
          table.row(
              Cell.of(name),
              Cell.of(spread.median(), 3),
              Cell.range(spread.lowest(), spread.highest(), 3));
        }
      }
      return contest.report(
          List.of(table.build()),
          List.of(
              goal(EchoServers.TRIGA_EPOLL, NOTHING, bytes),
              goal(EchoServers.TRIGA_URING, NOTHING, bytes),
              goal(EchoServers.TRIGA_NIO, 64, bytes)),
          List.of(
              "Counted inside the server by the JVM, over all its threads but the one that answers"
                  + " the harness, between two moments with open connections and nothing in flight."
                  + " A goal of 0 B is reached below "
                  + NOTHING
                  + " B: what the JVM allocates for itself meanwhile is spread over the echoes."));
    }
  }

  private static Goal goal(String name, double limit, Map<String, List<Double>> bytes) {
    return new Goal(
        name + ", bytes per echo", limit, Spread.of(bytes.getOrDefault(name, List.of())).median());
  }
}
