package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.LoadGenerator;
import dev.triga.benchmarks.harness.LoadShape;
import dev.triga.benchmarks.harness.Measured;
import dev.triga.benchmarks.harness.NativePrograms;
import dev.triga.benchmarks.harness.Tournament;
import dev.triga.benchmarks.harness.Window;
import dev.triga.benchmarks.report.Goal;
import dev.triga.benchmarks.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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
    try (var programs = NativePrograms.compile()) {
      var load = LoadGenerator.of(programs, settings.effort().rampSeconds());
      try (var tournament = new Tournament(load, settings.effort(), settings::progress)) {
        List<String> names = contestants().stream().filter(settings::wants).toList();
        names.forEach(name -> tournament.enter(EchoServers.closing(name, programs)));
        Measured measured = tournament.measure(SHAPE, Set.copyOf(names));
        var goal =
            new Goal(
                EchoServers.TRIGA_EPOLL + " / " + ServerTable.C_EPOLL + ", CPU",
                1.10,
                measured.ratio(EchoServers.TRIGA_EPOLL, ServerTable.C_EPOLL, Window::cpuMicros));
        List<String> notes = new ArrayList<>(ServerTable.notes());
        notes.add(
            "An operation is one connection: 64 are under way at any time, the server closes first,"
                + " and its latency is from connect to the end of the stream.");
        return new Report(
            name(),
            Facts.of(settings, tournament.load()),
            List.of(ServerTable.of("64 B, one echo on each connection", names, measured)),
            settings.quick() ? List.of() : List.of(goal),
            notes);
      }
    }
  }
}
