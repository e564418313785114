package dev.triga.benchmarks;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.triga.benchmarks.harness.LoadShape;
import dev.triga.benchmarks.harness.MemoryUse;
import dev.triga.benchmarks.report.Goal;
import dev.triga.benchmarks.report.Report;
import dev.triga.benchmarks.report.Table;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Memory that idle connections hold in a server, after one echo each.
final class IdleBenchmark implements Benchmark {
  private static final List<Integer> CONNECTIONS = List.of(1000, 10_000, 50_000);
  private static final List<Integer> QUICK_CONNECTIONS = List.of(50);

  private static final int SPARE_DESCRIPTORS = 200;

  /// Below this a connection has no direct memory: what there is are the reactor's own buffers.
  private static final double NO_DIRECT_BYTES = 16;

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public String summary() {
    return "memory per idle connection, with 1 000, 10 000 and 50 000 of them";
  }

  @Override
  public List<String> contestants() {
    return EchoServers.JVM_NAMES;
  }

  @Override
  public Report run(Settings settings) {
    try (var contest = ServerContest.open(this, settings, EchoServers::echoing)) {
      List<Table> tables = new ArrayList<>();
      List<Goal> goals = new ArrayList<>();
      for (int connections : settings.quick() ? QUICK_CONNECTIONS : CONNECTIONS) {
        if (canHold(connections)) {
          measure(contest, connections, tables, goals);
        } else {
          tables.add(tooMany(contest, connections));
        }
      }
      return contest.report(tables, goals, List.of(MemoryTable.NOTE));
    }
  }

  /// Whether a process may have so many connections here.
  static boolean canHold(int connections) {
    return connections + SPARE_DESCRIPTORS <= descriptorsMax();
  }

  /// How many descriptors a process may have open here.
  private static long descriptorsMax() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }

  /// A table that says that a process may not have so many connections here.
  static Table tooMany(ServerContest contest, int connections) {
    var table = Table.titled(connections + " connections", "server", "heap B", "direct B");
    String reason =
        "%d connections need as many descriptors, and the limit (ulimit -n) is %d"
            .formatted(connections, descriptorsMax());
    contest.names().forEach(name -> table.missing(name, reason));
    return table.build();
  }

  private static void measure(
      ServerContest contest, int connections, List<Table> tables, List<Goal> goals) {
    Map<String, List<MemoryUse>> measured =
        contest
            .tournament()
            .measureMemory(LoadShape.echo(connections, 1), Set.copyOf(contest.names()));
    String title = connections + " connections";
    tables.add(MemoryTable.of(title, contest, measured));
    goals.add(
        new Goal(
            title + ": " + EchoServers.TRIGA_EPOLL + " / " + ServerTable.NETTY_EPOLL,
            0.5,
            MemoryTable.ratio(measured, EchoServers.TRIGA_EPOLL)));
    goals.add(
        new Goal(
            title + ": " + EchoServers.TRIGA_EPOLL + ", direct bytes",
            NO_DIRECT_BYTES,
            MemoryTable.median(measured, EchoServers.TRIGA_EPOLL, MemoryUse::direct)));
  }
}
