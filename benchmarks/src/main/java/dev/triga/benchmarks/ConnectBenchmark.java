package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.LoadShape;
import dev.triga.benchmarks.harness.Measured;
import dev.triga.benchmarks.harness.Window;
import dev.triga.benchmarks.report.Goal;
import dev.triga.benchmarks.report.Report;
import java.util.ArrayList;
import java.util.List;

/// Short connections: accept, echo 64 bytes, close.
final class ConnectBenchmark implements Benchmark {
  private static final LoadShape SHAPE = LoadShape.connect(64);

  @Override
  public String name() {
    return "connect";
  }

  @Override
  public String summary() {
    return "accept, echo, close: connections per second and server CPU for each";
  }

  @Override
  public List<String> contestants() {
    return EchoServers.PLAIN_NAMES;
  }

  @Override
  public Report run(Settings settings) {
    try (var contest = ServerContest.open(this, settings, EchoServers::closing)) {
      Measured measured = contest.measure(SHAPE);
      var goal =
          new Goal(
              EchoServers.TRIGA_EPOLL + " / " + ServerTable.C_EPOLL + ", CPU",
              1.10,
              measured.ratio(EchoServers.TRIGA_EPOLL, ServerTable.C_EPOLL, Window::cpuMicros));
      List<String> notes = new ArrayList<>(ServerTable.notes());
      notes.add(
          "An operation is one connection: 64 are under way at any time, the server closes first,"
              + " and its latency is from connect to the end of the stream.");
      return contest.report(
          List.of(ServerTable.of("64 B, one echo on each connection", contest.names(), measured)),
          List.of(goal),
          notes);
    }
  }
}
