package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.Spread;
import dev.triga.benchmarks.micro.ChainMeasurement;
import dev.triga.benchmarks.micro.ChainSubject;
import dev.triga.benchmarks.micro.Probe;
import dev.triga.benchmarks.micro.Rounds;
import dev.triga.benchmarks.micro.Score;
import dev.triga.benchmarks.report.Cell;
import dev.triga.benchmarks.report.Goal;
import dev.triga.benchmarks.report.Report;
import dev.triga.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Results still to come: create, chain functions, complete; a short chain and one that must not grow the
/// stack.
final class DeferredBenchmark implements Benchmark {
  private static final String OURS = "triga-deferred";
  private static final String JDK = "jdk-completable";
  private static final List<String> CONTESTANTS =
      List.of(OURS, JDK, "netty-promise", "vertx-future");
  private static final String SHORT = "shortChain";
  private static final String LONG = "longChain";

  @Override
  public String name() {
    return "deferred";
  }

  @Override
  public String summary() {
    return "create, chain of 10, complete; and a chain of 100 000 without stack growth";
  }

  @Override
  public Report run(Settings settings) {
    List<String> names = CONTESTANTS.stream().filter(settings::wants).toList();
    List<String> deep = names.stream().filter(DeferredBenchmark::survivesDepth).toList();
    List<Probe> probes = new ArrayList<>();
    names.forEach(name -> probes.add(probe(SHORT, name)));
    deep.forEach(name -> probes.add(probe(LONG, name)));
    var scores = new Rounds(settings.quick(), settings::progress).measure(probes);
    List<Table> tables =
        List.of(
            table("chain of 10, the whole chain", SHORT, names, names, scores),
            table("chain of 100000, each link", LONG, names, deep, scores));
    return new Report(
        name(),
        Facts.of(settings),
        tables,
        settings.quick() ? List.of() : goals(scores, deep),
        List.of(
            "Created, chained, completed and read on one thread; a Deferred without an owner, a promise on"
                + " the immediate executor, a future without a context. Not pinned; a fresh JVM for each"
                + " round."));
  }

  private static Probe probe(String method, String subject) {
    return new Probe(ChainMeasurement.class, method, Map.of("subject", subject));
  }

  /// Whether a long chain ends in a result, on a thread with the default stack.
  private static boolean survivesDepth(String name) {
    try {
      return ChainSubject.of(name).chain(ChainMeasurement.LONG) == ChainMeasurement.LONG;
    } catch (StackOverflowError e) {
      return false;
    }
  }

  private static Table table(
      String title,
      String method,
      List<String> names,
      List<String> measured,
      Map<Probe, List<Score>> scores) {
    var table = Table.titled(title, "result", "ns", "range", "bytes", "x JDK time", "x JDK bytes");
    List<Score> jdk = scores.getOrDefault(probe(method, JDK), List.of());
    for (String name : names) {
      if (!measured.contains(name)) {
        table.missing(name, "StackOverflowError");
        continue;
      }
      List<Score> own = scores.getOrDefault(probe(method, name), List.of());
      Spread nanos = Figures.spread(own, Score::nanos);
      table.row(
          Cell.of(name),
          Cell.of(nanos.median(), 1),
          Cell.range(nanos.lowest(), nanos.highest(), 1),
          Cell.of(Figures.spread(own, Score::bytes).median(), 1),
          Cell.of(Figures.ratio(own, jdk, Score::nanos), 2),
          Cell.of(Figures.ratio(own, jdk, Score::bytes), 2));
    }
    return table.build();
  }

  private static List<Goal> goals(Map<Probe, List<Score>> scores, List<String> deep) {
    List<Score> own = scores.getOrDefault(probe(SHORT, OURS), List.of());
    List<Score> jdk = scores.getOrDefault(probe(SHORT, JDK), List.of());
    return List.of(
        new Goal("chain of 10: " + OURS + " / " + JDK + ", time", 0.5, Figures.ratio(own, jdk, Score::nanos)),
        new Goal("chain of 10: " + OURS + " / " + JDK + ", bytes", 0.6, Figures.ratio(own, jdk, Score::bytes)),
        new Goal("chain of 100000: stack overflows of " + OURS, 0, deep.contains(OURS) ? 0 : 1));
  }
}
