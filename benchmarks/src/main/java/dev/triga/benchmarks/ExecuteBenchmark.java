package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.Spread;
import dev.triga.benchmarks.micro.FloodMeasurement;
import dev.triga.benchmarks.micro.Probe;
import dev.triga.benchmarks.micro.Rounds;
import dev.triga.benchmarks.micro.Score;
import dev.triga.benchmarks.micro.Scores;
import dev.triga.benchmarks.micro.WakeMeasurement;
import dev.triga.benchmarks.report.Cell;
import dev.triga.benchmarks.report.Goal;
import dev.triga.benchmarks.report.Report;
import dev.triga.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Submissions from other threads: the cost of each in a flood, and how soon a sleeping loop runs
/// one.
final class ExecuteBenchmark implements Benchmark {
  private static final String OURS = EchoServers.TRIGA_EPOLL;
  private static final List<String> NETTY = List.of("netty-epoll", "netty-nio");
  private static final List<String> FLOODED =
      List.of(OURS, EchoServers.TRIGA_NIO, "netty-epoll", "netty-nio", "jdk-executor");
  private static final String PARK = "park";
  private static final List<Integer> PRODUCERS = List.of(1, 4);

  @Override
  public String name() {
    return "execute";
  }

  @Override
  public String summary() {
    return "tasks submitted from 1 and 4 threads: ns each in a flood, latency of a sleeping loop";
  }

  @Override
  public List<String> contestants() {
    var all = new ArrayList<>(FLOODED);
    all.add(PARK);
    return all;
  }

  @Override
  public Report run(Settings settings) {
    List<Probe> probes = new ArrayList<>();
    for (int producers : PRODUCERS) {
      FLOODED.stream().filter(settings::wants).forEach(name -> probes.add(flood(name, producers)));
    }
    List<String> woken = contestants().stream().filter(settings::wants).toList();
    woken.forEach(name -> probes.add(wake(name)));
    var scores = new Rounds(settings.quick(), settings::progress).measure(probes);
    List<Table> tables = new ArrayList<>();
    PRODUCERS.forEach(producers -> tables.add(floodTable(settings, producers, scores)));
    tables.add(wakeTable(woken, scores));
    return new Report(
        name(),
        Facts.of(settings),
        tables,
        settings.quick() ? List.of() : goals(scores),
        List.of(
            "flood: 200 000 tasks, from the first submission until the last has run; cpu ns is the"
                + " processor time of the whole measuring JVM for each task. latency: the"
                + " submitting thread spins, the loop has been asleep for 1 ms; park is a bare"
                + " LockSupport.unpark; 20 000 wake-ups with short pauses come first, so that"
                + " compiled code is measured. Not pinned; a fresh JVM for each round."));
  }

  private static Probe flood(String subject, int producers) {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("subject", subject);
    parameters.put("producers", Integer.toString(producers));
    return new Probe(FloodMeasurement.class, "flood", parameters);
  }

  private static Probe wake(String subject) {
    return new Probe(WakeMeasurement.class, "wake", Map.of("subject", subject));
  }

  private static Table floodTable(Settings settings, int producers, Scores scores) {
    var table =
        Table.titled(
            "flood from " + producers + (producers == 1 ? " thread" : " threads"),
            "loop",
            "ns",
            "range",
            "cpu ns",
            "bytes",
            "x Netty epoll");
    for (String subject : FLOODED) {
      Probe own = flood(subject, producers);
      String reason = scores.reasons().get(own);
      if (reason != null) {
        table.missing(subject, reason);
      } else if (settings.wants(subject)) {
        Spread nanos = scores.spread(own, Score::nanos);
        table.row(
            Cell.of(subject),
            Cell.of(nanos.median(), 1),
            Cell.range(nanos.lowest(), nanos.highest(), 1),
            Cell.of(scores.spread(own, Score::cpuNanos).median(), 1),
            Cell.of(scores.spread(own, Score::bytes).median(), 1),
            Cell.of(scores.ratio(own, flood("netty-epoll", producers), Score::nanos), 2));
      }
    }
    return table.build();
  }

  private static Table wakeTable(List<String> names, Scores scores) {
    var table =
        Table.titled(
            "latency of a sleeping loop",
            "loop",
            "post us",
            "run us",
            "run range",
            "run p99 us",
            "x park");
    for (String subject : names) {
      Probe own = wake(subject);
      String reason = scores.reasons().get(own);
      if (reason != null) {
        table.missing(subject, reason);
        continue;
      }
      Spread run = scores.spread(own, score -> score.counter("runNanos") / 1000);
      table.row(
          Cell.of(subject),
          Cell.of(scores.spread(own, score -> score.counter("postNanos") / 1000).median(), 2),
          Cell.of(run.median(), 2),
          Cell.range(run.lowest(), run.highest(), 2),
          Cell.of(scores.spread(own, score -> score.counter("runNanos99") / 1000).median(), 2),
          Cell.of(scores.ratio(own, wake(PARK), score -> score.counter("runNanos")), 2));
    }
    return table.build();
  }

  private static List<Goal> goals(Scores scores) {
    List<Goal> goals = new ArrayList<>();
    for (int producers : PRODUCERS) {
      double ratio =
          scores.ratioToBest(
              flood(OURS, producers),
              NETTY.stream().map(peer -> flood(peer, producers)).toList(),
              Score::nanos);
      goals.add(
          new Goal("flood from " + producers + ": " + OURS + " / Netty's best, ns", 1, ratio));
    }
    goals.add(
        new Goal(
            "latency: " + OURS + " / park, median",
            1,
            scores.ratio(wake(OURS), wake(PARK), score -> score.counter("runNanos"))));
    return goals;
  }
}
