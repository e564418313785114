package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.LoadShape;
import dev.triga.benchmarks.harness.Measured;
import dev.triga.benchmarks.harness.Window;
import dev.triga.benchmarks.report.Goal;
import dev.triga.benchmarks.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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
    return EchoServers.CLOSING_NAMES;
  }

  @Override
  public Report run(Settings settings) {
    try (var contest = ServerContest.open(this, settings, EchoServers::closing)) {
      Measured measured = contest.measure(SHAPE);
      var goals =
          Stream.of(EchoServers.C_EPOLL_END, ServerTable.C_EPOLL)
              .map(reference -> goal(measured, reference))
              .toList();
      List<String> notes = new ArrayList<>(ServerTable.notes());
      notes.add(
          "An operation is one connection: 64 are under way at any time, the server closes first,"
              + " and its latency is from connect to the end of the stream. c-epoll-orderly ends as"
              + " Triga does: it closes when the peer has ended its side too, so that no reset"
              + " overtakes the echo (docs/decisions/0021).");
      return contest.report(
          List.of(ServerTable.of("64 B, one echo on each connection", contest.names(), measured)),
          goals,
          notes);
    }
  }

  private static Goal goal(Measured measured, String reference) {
    return new Goal(
        EchoServers.TRIGA_EPOLL + " / " + reference + ", CPU",
        1.10,
        measured.ratio(EchoServers.TRIGA_EPOLL, reference, Window::cpuMicros));
  }
}
