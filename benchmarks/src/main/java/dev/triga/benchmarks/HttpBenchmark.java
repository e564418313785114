package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.Contestant;
import dev.triga.benchmarks.harness.LoadGenerator;
import dev.triga.benchmarks.harness.LoadShape;
import dev.triga.benchmarks.harness.Measured;
import dev.triga.benchmarks.harness.Spread;
import dev.triga.benchmarks.harness.Window;
import dev.triga.benchmarks.report.Cell;
import dev.triga.benchmarks.report.Goal;
import dev.triga.benchmarks.report.Report;
import dev.triga.benchmarks.report.Table;
import dev.triga.benchmarks.servers.HelidonHttp;
import dev.triga.benchmarks.servers.JdkHttp;
import dev.triga.benchmarks.servers.JettyHttp;
import dev.triga.benchmarks.servers.NettyHttp;
import dev.triga.benchmarks.servers.TrigaHttp;
import dev.triga.benchmarks.servers.VertxHttp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// HTTP/1.1 under `wrk`: server CPU per request.
final class HttpBenchmark implements Benchmark {
  private static final List<String> NAMES =
      List.of(
          EchoServers.TRIGA_EPOLL,
          EchoServers.TRIGA_URING,
          EchoServers.TRIGA_NIO,
          ServerTable.NETTY_EPOLL,
          EchoServers.NETTY_NIO,
          EchoServers.VERTX_NATIVE,
          "helidon",
          "jetty",
          "jdk");
  private static final List<String> OURS =
      List.of(EchoServers.TRIGA_EPOLL, EchoServers.TRIGA_URING, EchoServers.TRIGA_NIO);

  /// Of the 10 KiB that a head has here, those beside the usual fields.
  private static final int FILLER_BYTES = 10_000;

  private static final int AHEAD = 16;

  /// How the loads begin that measure memory, not time.
  private static final String IDLE = "idle-";

  /// What is measured, by the name that `--load` takes.
  private static final Map<String, LoadShape> LOADS = shapes();

  private static final LoadShape QUICK_IDLE = new LoadShape("/plaintext", 50, 1, 0);

  private static List<String> some(ServerContest contest) {
    return contest.names().stream()
        .filter(name -> name.equals(EchoServers.TRIGA_NIO) || name.equals(EchoServers.NETTY_NIO))
        .toList();
  }

  private static Map<String, LoadShape> shapes() {
    Map<String, LoadShape> loads = new LinkedHashMap<>();
    for (int connections : new int[] {64, 512}) {
      loads.put("plaintext-" + connections, new LoadShape("/plaintext", connections, 1, 0));
      loads.put("pipelined-" + connections, new LoadShape("/plaintext", connections, AHEAD, 0));
      loads.put("json-" + connections, new LoadShape("/json", connections, 1, 0));
      loads.put(
          "headers-" + connections, new LoadShape("/plaintext", connections, 1, FILLER_BYTES));
      loads.put("payload-" + connections, new LoadShape("/payload", connections, 1, 0));
    }
    for (int connections : new int[] {1000, 10_000}) {
      loads.put(IDLE + connections, new LoadShape("/plaintext", connections, 1, 0));
    }
    return loads;
  }

  @Override
  public String name() {
    return "http";
  }

  @Override
  public String summary() {
    return "HTTP/1.1 under wrk: server CPU per request, pipelined or not";
  }

  @Override
  public List<String> contestants() {
    return NAMES;
  }

  @Override
  public List<String> loads() {
    return List.copyOf(LOADS.keySet());
  }

  @Override
  public Report run(Settings settings) {
    List<Table> tables = new ArrayList<>();
    List<Goal> goals = new ArrayList<>();
    var load = LoadGenerator.ofWrk(settings.effort());
    try (var contest = ServerContest.open(this, settings, load, HttpBenchmark::server)) {
      LOADS.forEach((name, shape) -> {
        if (settings.wantsLoad(name) && name.startsWith(IDLE)) {
          idle(contest, name, settings.quick() ? QUICK_IDLE : shape, tables, goals);
        } else if (settings.wantsLoad(name)) {
          // In a smoke run each server has run under the first load, and some under the others.
          var names = settings.quick() && !tables.isEmpty() ? some(contest) : contest.names();
          Measured measured = contest.tournament().measure(shape, Set.copyOf(names));
          var best = bestPeer(names, measured);
          tables.add(table(name + ": " + title(shape), names, measured, best));
          goal(name, measured, best).ifPresent(goals::add);
        }
      });
      return contest.report(tables, goals, notes());
    }
  }

  /// Memory that a connection holds once it has had one answer.
  private static void idle(
      ServerContest contest, String load, LoadShape shape, List<Table> tables, List<Goal> goals) {
    if (!IdleBenchmark.canHold(shape.connections())) {
      tables.add(IdleBenchmark.tooMany(contest, shape.connections()));
      return;
    }
    var measured = contest.tournament().measureMemory(shape, Set.copyOf(contest.names()));
    String title = load + ": after one GET " + shape.mode() + ", " + shape.connections() + " kept";
    tables.add(MemoryTable.of(title, contest, measured));
    goals.add(
        new Goal(
            load + ": " + EchoServers.TRIGA_EPOLL + " / " + ServerTable.NETTY_EPOLL + ", memory",
            1.00,
            MemoryTable.ratio(measured, EchoServers.TRIGA_EPOLL)));
  }

  private static Contestant server(String name) {
    return switch (name) {
      case EchoServers.VERTX_NATIVE -> Contestant.ofClass(name, VertxHttp.class);
      case "helidon" -> Contestant.ofClass(name, HelidonHttp.class);
      case "jetty" -> Contestant.ofClass(name, JettyHttp.class);
      case "jdk" -> Contestant.ofClass(name, JdkHttp.class);
      default ->
          Contestant.ofClass(
              name,
              OURS.contains(name) ? TrigaHttp.class : NettyHttp.class,
              name.substring(name.indexOf('-') + 1));
    };
  }

  private static String title(LoadShape shape) {
    return "GET "
        + shape.mode()
        + (shape.size() > 0 ? " with 10 KiB of fields" : "")
        + ", "
        + shape.connections()
        + " connections"
        + (shape.depth() > 1 ? ", " + shape.depth() + " requests ahead" : "");
  }

  /// Whoever of the others needs the least processor time.
  private static Optional<String> bestPeer(List<String> names, Measured measured) {
    return names.stream()
        .filter(name -> !OURS.contains(name) && !measured.reasons().containsKey(name))
        .min(Comparator.comparingDouble(name -> measured.spread(name, Window::cpuMicros).median()));
  }

  private static Optional<Goal> goal(String load, Measured measured, Optional<String> best) {
    String ours = EchoServers.TRIGA_EPOLL;
    return best.map(peer ->
        new Goal(
            load + ": " + ours + " / " + peer + ", CPU",
            1.00,
            measured.ratio(ours, peer, Window::cpuMicros)));
  }

  private static Table table(
      String title, List<String> names, Measured measured, Optional<String> best) {
    var table =
        Table.titled(
            title,
            "server",
            "req/s",
            "cpu us",
            "user",
            "system",
            "cpu range",
            "x best peer",
            "p50 us",
            "p99 us");
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
          Cell.of(cpu.median(), 2),
          Cell.of(user, 2),
          Cell.of(cpu.median() - user, 2),
          Cell.range(cpu.lowest(), cpu.highest(), 2),
          Cell.of(
              best.map(peer -> measured.ratio(name, peer, Window::cpuMicros)).orElse(Double.NaN),
              3),
          Cell.of(measured.spread(name, Window::p50Micros).median(), 1),
          Cell.of(measured.spread(name, Window::p99Micros).median(), 1));
    }
    return table.build();
  }

  private static List<String> notes() {
    return List.of(
        "cpu us is the server's processor time for each request, all its threads, over the whole"
            + " run of wrk; medians over the windows, measured in turn, each with fresh"
            + " connections; ratios are medians of the ratios within a round, to the peer with the"
            + " least. req/s and latencies compare only inside a table.",
        "Triga, Netty and Vert.x serve on one event loop; Helidon, Jetty and the JDK's server have"
            + " the threads they come with, on the same processor. /plaintext answers 13 bytes,"
            + " /json 27, /payload 1 MiB.",
        MemoryTable.NOTE);
  }
}
