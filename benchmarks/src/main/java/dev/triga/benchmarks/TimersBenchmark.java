package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.Spread;
import dev.triga.benchmarks.micro.Probe;
import dev.triga.benchmarks.micro.Rounds;
import dev.triga.benchmarks.micro.Score;
import dev.triga.benchmarks.micro.Scores;
import dev.triga.benchmarks.micro.TimerMeasurement;
import dev.triga.benchmarks.micro.TwistedTimers;
import dev.triga.benchmarks.report.Cell;
import dev.triga.benchmarks.report.Goal;
import dev.triga.benchmarks.report.Report;
import dev.triga.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Timers: schedule and cancel, schedule and fire, beside few and many others, and how their cost
/// grows.
final class TimersBenchmark implements Benchmark {
  private static final String OURS = EchoServers.TRIGA_EPOLL;
  private static final String TWISTED = "twisted";
  private static final List<String> PEERS =
      List.of("netty-wheel", "netty-loop", "jdk-scheduled", TWISTED);
  private static final List<Integer> GROWTH = List.of(1_000, 10_000, 100_000, 1_000_000);
  private static final List<Integer> COMPARED = List.of(1_000, 1_000_000);
  private static final Map<String, String> KINDS =
      Map.of("scheduleCancel", "schedule and cancel", "scheduleFire", "schedule and fire");

  @Override
  public String name() {
    return "timers";
  }

  @Override
  public String summary() {
    return "schedule and cancel, schedule and fire, with 1 000 to 1 000 000 timers outstanding";
  }

  @Override
  public Report run(Settings settings) {
    List<Table> tables = new ArrayList<>();
    List<Goal> goals = new ArrayList<>();
    var rounds = new Rounds(settings.quick(), settings::progress);
    for (String kind : KINDS.keySet().stream().sorted().toList()) {
      Scores scores = rounds.measure(probes(kind, settings));
      List<Integer> compared = settings.quick() ? List.of(1_000) : COMPARED;
      compared.forEach(outstanding -> tables.add(table(settings, kind, outstanding, scores)));
      if (!settings.quick()) {
        tables.add(growth(kind, scores));
        compared.forEach(outstanding -> goals.add(goal(kind, outstanding, scores)));
        goals.add(growthGoal(kind, scores));
      }
    }
    return new Report(
        name(),
        Facts.of(settings),
        tables,
        goals,
        List.of(
            "cpu ns is the processor time of the whole measuring JVM for each timer, so that work"
                + " on a facility's own threads counts; ns is time by the clock, which for timers"
                + " that fire is mostly waiting (they are due within 1 to 10 ms). netty-wheel has"
                + " ticks of 1 ms. x best peer compares cpu ns within the same rounds. Not pinned;"
                + " a fresh JVM for each round."));
  }

  private List<Probe> probes(String kind, Settings settings) {
    List<Probe> probes = new ArrayList<>();
    for (int outstanding : settings.quick() ? List.of(1_000) : GROWTH) {
      for (String subject : contestants()) {
        boolean wanted = COMPARED.contains(outstanding) || subject.equals(OURS);
        if (wanted && settings.wants(subject)) {
          probes.add(probe(kind, subject, outstanding));
        }
      }
    }
    return probes;
  }

  @Override
  public List<String> contestants() {
    var all = new ArrayList<>(PEERS);
    all.addFirst(OURS);
    return all;
  }

  private static Probe probe(String kind, String subject, int outstanding) {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("subject", subject);
    parameters.put("outstanding", Integer.toString(outstanding));
    Class<?> measurement = subject.equals(TWISTED) ? TwistedTimers.class : TimerMeasurement.class;
    return new Probe(measurement, kind, parameters);
  }

  private Table table(Settings settings, String kind, int outstanding, Scores scores) {
    var table =
        Table.titled(
            "%s, %d outstanding".formatted(KINDS.get(kind), outstanding),
            "timers",
            "cpu ns",
            "cpu range",
            "ns",
            "bytes",
            "x best peer");
    for (String subject : contestants()) {
      Probe own = probe(kind, subject, outstanding);
      String reason = scores.reasons().get(own);
      if (reason != null) {
        table.missing(subject, reason);
      } else if (settings.wants(subject)) {
        Spread cpu = scores.spread(own, Score::cpuNanos);
        table.row(
            Cell.of(subject),
            Cell.of(cpu.median(), 1),
            Cell.range(cpu.lowest(), cpu.highest(), 1),
            Cell.of(scores.spread(own, Score::nanos).median(), 1),
            Cell.of(scores.spread(own, Score::bytes).median(), 1),
            Cell.of(toBestPeer(kind, subject, outstanding, scores), 2));
      }
    }
    return table.build();
  }

  private static double toBestPeer(String kind, String subject, int outstanding, Scores scores) {
    return scores.ratioToBest(
        probe(kind, subject, outstanding),
        PEERS.stream().map(peer -> probe(kind, peer, outstanding)).toList(),
        Score::cpuNanos);
  }

  private static double[] costs(String kind, Scores scores) {
    return GROWTH.stream()
        .mapToDouble(
            outstanding -> scores.spread(probe(kind, OURS, outstanding), Score::cpuNanos).median())
        .toArray();
  }

  private static Table growth(String kind, Scores scores) {
    var table =
        Table.titled(
            "growth: " + KINDS.get(kind) + ", cpu ns",
            "timers",
            "10^3",
            "10^4",
            "10^5",
            "10^6",
            "worst step");
    double[] cost = costs(kind, scores);
    double worst =
        IntStream.range(1, cost.length).mapToDouble(i -> cost[i] / cost[i - 1]).max().orElse(0);
    table.row(
        Cell.of(OURS),
        Cell.of(cost[0], 1),
        Cell.of(cost[1], 1),
        Cell.of(cost[2], 1),
        Cell.of(cost[3], 1),
        Cell.of(worst, 2));
    return table.build();
  }

  private static Goal goal(String kind, int outstanding, Scores scores) {
    return new Goal(
        KINDS.get(kind) + ", " + outstanding + " outstanding: " + OURS + " / best peer, CPU",
        0.5,
        toBestPeer(kind, OURS, outstanding, scores));
  }

  private static Goal growthGoal(String kind, Scores scores) {
    double[] cost = costs(kind, scores);
    double highest = IntStream.range(0, cost.length).mapToDouble(i -> cost[i]).max().orElse(0);
    return new Goal(
        KINDS.get(kind) + ": highest of 10^3 to 10^6 outstanding / cost at 10^3",
        2,
        highest / cost[0]);
  }
}
