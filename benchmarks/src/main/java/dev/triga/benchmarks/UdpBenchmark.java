package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.Contestant;
import dev.triga.benchmarks.harness.LoadGenerator;
import dev.triga.benchmarks.harness.LoadShape;
import dev.triga.benchmarks.harness.Measured;
import dev.triga.benchmarks.harness.NativePrograms;
import dev.triga.benchmarks.harness.Tournament;
import dev.triga.benchmarks.harness.Window;
import dev.triga.benchmarks.report.Goal;
import dev.triga.benchmarks.report.Report;
import dev.triga.benchmarks.report.Table;
import dev.triga.benchmarks.servers.NettyDatagrams;
import dev.triga.benchmarks.servers.TrigaDatagrams;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Echoes of 64-byte datagrams, with one peer and with 64 at once.
final class UdpBenchmark implements Benchmark {
  private static final String TRIGA_EPOLL = "triga-epoll";
  private static final String NETTY_BATCH = "netty-epoll-batch";

  private static final Map<String, Contestant> CONTESTANTS =
      contestants(
          Contestant.ofClass(TRIGA_EPOLL, TrigaDatagrams.class, "epoll"),
          Contestant.ofClass(ServerTable.NETTY_EPOLL, NettyDatagrams.class, "epoll"),
          Contestant.ofClass(NETTY_BATCH, NettyDatagrams.class, "epoll-batch"),
          Contestant.ofClass("triga-nio", TrigaDatagrams.class, "nio"),
          Contestant.ofClass("netty-nio", NettyDatagrams.class, "nio"));

  private static final List<LoadShape> SHAPES = List.of(LoadShape.udp(1), LoadShape.udp(64));

  private static Map<String, Contestant> contestants(Contestant... all) {
    var byName = new LinkedHashMap<String, Contestant>();
    for (Contestant each : all) {
      byName.put(each.name(), each);
    }
    return byName;
  }

  @Override
  public String name() {
    return "udp";
  }

  @Override
  public String summary() {
    return "64-byte datagram echoes: server CPU per packet with 1 and 64 peers";
  }

  @Override
  public List<String> contestants() {
    return List.copyOf(CONTESTANTS.keySet());
  }

  @Override
  public List<String> loads() {
    return SHAPES.stream().map(LoadShape::title).toList();
  }

  @Override
  public Report run(Settings settings) {
    try (var programs = NativePrograms.compile()) {
      // Only the C program sends datagrams; without it nothing of this can be measured.
      var _ = programs.loadGenerator();
      var load = LoadGenerator.of(programs, settings.effort());
      try (var tournament = new Tournament(load, settings.effort(), settings::progress)) {
        List<String> names = contestants().stream().filter(settings::wants).toList();
        tournament.enter(
            CONTESTANTS.values().stream().filter(each -> names.contains(each.name())).toList());
        return measure(settings, tournament, names);
      }
    }
  }

  private Report measure(Settings settings, Tournament tournament, List<String> names) {
    List<Table> tables = new ArrayList<>();
    List<Goal> goals = new ArrayList<>();
    for (LoadShape shape : SHAPES) {
      if (settings.wantsLoad(shape.title())) {
        Measured measured = tournament.measure(shape, Set.copyOf(names));
        int peers = shape.connections();
        tables.add(
            ServerTable.of(
                "64 B datagram echo, %d peer%s".formatted(peers, peers == 1 ? "" : "s"),
                names,
                measured));
        for (String peer : List.of(ServerTable.NETTY_EPOLL, NETTY_BATCH)) {
          goals.add(
              new Goal(
                  shape.title() + ": " + TRIGA_EPOLL + " / " + peer + ", CPU",
                  1.0,
                  measured.ratio(TRIGA_EPOLL, peer, Window::cpuMicros)));
        }
      }
    }
    return new Report(
        name(),
        Facts.of(settings, tournament.load()),
        tables,
        settings.quick() ? List.of() : goals,
        ServerTable.notes());
  }
}
