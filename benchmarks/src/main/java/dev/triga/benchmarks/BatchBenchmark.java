package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.Spread;
import dev.triga.benchmarks.micro.BatchMeasurement;
import dev.triga.benchmarks.micro.Probe;
import dev.triga.benchmarks.micro.Rounds;
import dev.triga.benchmarks.micro.Score;
import dev.triga.benchmarks.micro.Scores;
import dev.triga.benchmarks.report.Cell;
import dev.triga.benchmarks.report.Goal;
import dev.triga.benchmarks.report.Report;
import dev.triga.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Batches of tasks with an outcome for each in task order: what the batch costs per task.
final class BatchBenchmark implements Benchmark {
  private static final List<String> OURS = List.of("triga-platform", "triga-virtual");

  /// They pay for what threads have for nothing, so no peer in one JVM is their measure.
  private static final String PROCESSES = "triga-processes";

  /// 20 000 tasks that do nothing in a second.
  private static final double PROCESSES_NANOS_MAX = 50_000;

  private static final List<String> PEERS =
      List.of("jdk-invoke-all", "jdk-parallel-stream", "jdk-map-concurrent");

  /// A kind of tasks.
  ///
  /// @param workers how many at a time; 0 for one per processor
  private record Kind(String method, String title, int workers, boolean isQuick) {}

  private static final Kind MOST =
      new Kind("nothingMost", "1 000 000 tasks that do nothing", 0, false);
  private static final Kind MANY =
      new Kind("nothingMany", "100 000 tasks that do nothing", 0, false);
  private static final Kind FEW = new Kind("nothingFew", "10 000 tasks that do nothing", 0, true);
  private static final List<Kind> KINDS =
      List.of(
          FEW,
          MANY,
          MOST,
          new Kind(
              "waiting",
              "10 000 tasks that wait for 1 ms, 256 at a time",
              BatchMeasurement.waitingWorkers(),
              false),
          new Kind("skewed", "10 000 tasks, one in 100 computes for 0.1 ms", 0, true),
          new Kind("failing", "100 000 tasks, one in 10 fails", 0, true));

  @Override
  public String name() {
    return "batch";
  }

  @Override
  public String summary() {
    return "batches of tasks with their outcomes in order: ns per task";
  }

  @Override
  public List<String> contestants() {
    var all = new ArrayList<>(OURS);
    all.add(PROCESSES);
    all.addAll(PEERS);
    return all;
  }

  @Override
  public Report run(Settings settings) {
    List<Kind> kinds = KINDS.stream().filter(kind -> kind.isQuick() || !settings.quick()).toList();
    List<Probe> probes = new ArrayList<>();
    for (Kind kind : kinds) {
      contestants().stream()
          .filter(settings::wants)
          .filter(name -> takesPart(kind, name))
          .forEach(name -> probes.add(probe(kind, name)));
    }
    var scores = new Rounds(settings.quick(), settings::progress).measure(probes);
    return new Report(
        name(),
        Facts.of(settings),
        kinds.stream().map(kind -> table(settings, kind, scores)).toList(),
        settings.quick() ? List.of() : goals(scores),
        List.of(
            "triga-processes has a process per processor, whose own processor time is not in cpu"
                + " ns; each round has its processes warm.",
            "From the call until the outcomes have been gone through in task order. A platform"
                + " thread or as many virtual ones per processor unless it says otherwise;"
                + " parallel streams use the common pool, and map to an outcome record as one"
                + " writes it by hand, as does mapConcurrent. cpu ns is the processor time of the"
                + " whole measuring JVM for each task. Not pinned; a fresh JVM for each round."
                + " Recorded for pyreactor (Python 2.7): 20 tasks that do nothing on 2 workers,"
                + " 11.2 s when it stops on errors."));
  }

  /// The common pool cannot be told to take 256 tasks at a time, and so many processes are too
  /// many.
  private static boolean takesPart(Kind kind, String name) {
    return kind.workers() == 0 || !(name.equals("jdk-parallel-stream") || name.equals(PROCESSES));
  }

  private static Probe probe(Kind kind, String subject) {
    return new Probe(
        BatchMeasurement.class,
        kind.method(),
        Map.of("subject", subject, "workers", Integer.toString(kind.workers())));
  }

  private Table table(Settings settings, Kind kind, Scores scores) {
    var table =
        Table.titled(kind.title(), "batch", "ns", "range", "cpu ns", "bytes", "x JDK's best");
    for (String name : contestants()) {
      Probe own = probe(kind, name);
      String reason = scores.reasons().get(own);
      if (reason != null) {
        table.missing(name, reason);
      } else if (settings.wants(name) && takesPart(kind, name)) {
        Spread nanos = scores.spread(own, Score::nanos);
        table.row(
            Cell.of(name),
            Cell.of(nanos.median(), 1),
            Cell.range(nanos.lowest(), nanos.highest(), 1),
            Cell.of(scores.spread(own, Score::cpuNanos).median(), 1),
            Cell.of(scores.spread(own, Score::bytes).median(), 1),
            Cell.of(toBest(kind, name, scores), 2));
      }
    }
    return table.build();
  }

  private static double toBest(Kind kind, String name, Scores scores) {
    List<Probe> peers =
        PEERS.stream()
            .filter(peer -> takesPart(kind, peer))
            .map(peer -> probe(kind, peer))
            .toList();
    return scores.ratioToBest(probe(kind, name), peers, Score::nanos);
  }

  private static List<Goal> goals(Scores scores) {
    List<Goal> goals = new ArrayList<>();
    for (String name : OURS) {
      goals.add(
          new Goal(
              "doing nothing: " + name + " / the JDK's best, ns", 1, toBest(MOST, name, scores)));
      double growth =
          Math.max(
              scores.ratio(probe(MANY, name), probe(FEW, name), Score::nanos),
              scores.ratio(probe(MOST, name), probe(MANY, name), Score::nanos));
      goals.add(new Goal("growth of " + name + " per step of 10", 1.5, growth));
    }
    goals.add(
        new Goal(
            "doing nothing: " + PROCESSES + ", ns",
            PROCESSES_NANOS_MAX,
            scores.spread(probe(MOST, PROCESSES), Score::nanos).median()));
    return goals;
  }
}
