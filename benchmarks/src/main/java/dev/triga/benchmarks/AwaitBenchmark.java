package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.Spread;
import dev.triga.benchmarks.micro.AwaitMeasurement;
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

/// Sequential code on the loop: what an await costs, and a coroutine.
final class AwaitBenchmark implements Benchmark {
  private static final String ON_LOOP = "triga-loop";
  private static final String JDK = "jdk-virtual";
  private static final String VERTX = "vertx-virtual";
  private static final List<String> CONTESTANTS = List.of(ON_LOOP, "triga-threads", JDK, VERTX);
  private static final double GOAL_NANOS = 250;

  /// One table.
  private record Part(String method, String title, List<String> contestants) {}

  private static final List<Part> PARTS =
      List.of(
          new Part(
              "roundTrip",
              "the turn given up and got back",
              List.of(ON_LOOP, "triga-threads", JDK)),
          new Part("answer", "a result from another task of the loop", CONTESTANTS),
          new Part("coroutine", "one coroutine, created and finished", CONTESTANTS));

  @Override
  public String name() {
    return "await";
  }

  @Override
  public String summary() {
    return "await round trip on the loop; create and finish a coroutine";
  }

  @Override
  public List<String> contestants() {
    return CONTESTANTS;
  }

  @Override
  public Report run(Settings settings) {
    List<Probe> probes = new ArrayList<>();
    for (Part part : PARTS) {
      part.contestants().stream()
          .filter(settings::wants)
          .forEach(name -> probes.add(probe(part, name)));
    }
    var scores = new Rounds(settings.quick(), settings::progress).measure(probes);
    return new Report(
        name(),
        Facts.of(settings),
        PARTS.stream().map(part -> table(part, settings, scores)).toList(),
        settings.quick() ? List.of() : goals(scores),
        List.of(
            "triga-loop has the loop's thread as carrier, triga-threads virtual threads that take"
                + " turns with it; jdk-virtual hands over between two virtual threads, and has its"
                + " results from a single-thread executor. Not pinned; a fresh JVM for each"
                + " round."));
  }

  private static Probe probe(Part part, String subject) {
    return new Probe(AwaitMeasurement.class, part.method(), Map.of("subject", subject));
  }

  private static Table table(Part part, Settings settings, Scores scores) {
    var table = Table.titled(part.title(), "code", "ns", "range", "bytes", "x JDK time");
    Probe jdk = probe(part, JDK);
    for (String name : part.contestants().stream().filter(settings::wants).toList()) {
      Probe own = probe(part, name);
      String reason = scores.reasons().get(own);
      if (reason != null) {
        table.missing(name, reason);
        continue;
      }
      Spread nanos = scores.spread(own, Score::nanos);
      table.row(
          Cell.of(name),
          Cell.of(nanos.median(), 1),
          Cell.range(nanos.lowest(), nanos.highest(), 1),
          Cell.of(scores.spread(own, Score::bytes).median(), 1),
          Cell.of(scores.ratio(own, jdk, Score::nanos), 2));
    }
    return table.build();
  }

  private static List<Goal> goals(Scores scores) {
    return PARTS.stream()
        .filter(part -> !part.method().equals("answer"))
        .map(part ->
            new Goal(
                part.title() + ": ns of " + ON_LOOP,
                GOAL_NANOS,
                scores.spread(probe(part, ON_LOOP), Score::nanos).median()))
        .toList();
  }
}
