package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.Spread;
import dev.triga.benchmarks.micro.ActorsMeasurement;
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

/// Messages between two actors, in one process and between processes.
final class ActorsBenchmark implements Benchmark {
  private static final String THREAD = "triga-thread";
  private static final String PROCESS = "triga-process";
  private static final String ARBITER = "triga-arbiter";
  private static final String PEKKO = "pekko-typed";
  private static final String ARTERY = "pekko-artery";

  /// What pulsar reaches from worker to worker, through its arbiter, pipelined: 1 250 in a second.
  private static final double PULSAR_NANOS = 800_000;

  /// A kind of messages.
  private record Kind(String method, String title) {}

  private static final Kind TELL = new Kind("tell", "messages without answers");
  private static final Kind ASK_ONE = new Kind("askOne", "questions, one at a time");
  private static final Kind ASK_MANY = new Kind("askMany", "questions, 1 000 at a time");
  private static final List<Kind> KINDS = List.of(TELL, ASK_ONE, ASK_MANY);

  @Override
  public String name() {
    return "actors";
  }

  @Override
  public String summary() {
    return "messages and questions from actor to actor, by threads and by processes: ns and CPU";
  }

  @Override
  public List<String> contestants() {
    return List.of(THREAD, PEKKO, PROCESS, ARBITER, ARTERY);
  }

  @Override
  public List<String> loads() {
    return KINDS.stream().map(Kind::method).toList();
  }

  @Override
  public Report run(Settings settings) {
    List<Kind> kinds = KINDS.stream().filter(kind -> settings.wantsLoad(kind.method())).toList();
    List<Probe> probes = new ArrayList<>();
    for (Kind kind : kinds) {
      contestants().stream()
          .filter(settings::wants)
          .forEach(contestant -> probes.add(probe(kind, contestant)));
    }
    var scores = new Rounds(settings.quick(), settings::progress).measure(probes);
    return new Report(
        name(),
        Facts.of(settings),
        kinds.stream().map(kind -> table(settings, kind, scores)).toList(),
        settings.quick() ? List.of() : goals(scores),
        List.of(
            "From the first message until the last was handled, or answered. cpu ns is the"
                + " processor time of all processes that take part, for each message. "
                + THREAD
                + " and "
                + PEKKO
                + ": two actors on threads of one JVM; "
                + PROCESS
                + " and "
                + ARTERY
                + ": in two JVMs, by sockets; "
                + ARBITER
                + ": a worker process and its arbiter. Not pinned; a fresh JVM for each round."
                + " pulsar, as recorded: 800 000 ns from worker to worker."));
  }

  private static Probe probe(Kind kind, String contestant) {
    return new Probe(ActorsMeasurement.class, kind.method(), Map.of("subject", contestant));
  }

  /// Who a contestant is held against.
  private static String peer(String contestant) {
    return contestant.equals(THREAD) || contestant.equals(PEKKO) ? PEKKO : ARTERY;
  }

  private Table table(Settings settings, Kind kind, Scores scores) {
    var table =
        Table.titled(
            kind.title(), "actors", "ns", "range", "cpu ns", "bytes", "x Pekko", "cpu x Pekko");
    for (String name : contestants()) {
      Probe own = probe(kind, name);
      String reason = scores.reasons().get(own);
      if (reason != null) {
        table.missing(name, reason);
      } else if (settings.wants(name)) {
        Probe peer = probe(kind, peer(name));
        Spread nanos = scores.spread(own, Score::nanos);
        table.row(
            Cell.of(name),
            Cell.of(nanos.median(), 0),
            Cell.range(nanos.lowest(), nanos.highest(), 0),
            Cell.of(scores.spread(own, Score::cpuNanos).median(), 0),
            Cell.of(scores.spread(own, Score::bytes).median(), 0),
            Cell.of(scores.ratio(own, peer, Score::nanos), 2),
            Cell.of(scores.ratio(own, peer, Score::cpuNanos), 2));
      }
    }
    return table.build();
  }

  private static List<Goal> goals(Scores scores) {
    List<Goal> goals = new ArrayList<>();
    for (Kind kind : KINDS) {
      Probe ours = probe(kind, THREAD);
      Probe theirs = probe(kind, PEKKO);
      goals.add(
          new Goal(
              kind.title() + ": " + THREAD + " / " + PEKKO + ", ns",
              1,
              scores.ratio(ours, theirs, Score::nanos)));
      goals.add(
          new Goal(
              kind.title() + ": " + THREAD + " / " + PEKKO + ", CPU",
              1,
              scores.ratio(ours, theirs, Score::cpuNanos)));
      goals.add(
          new Goal(
              kind.title() + ": " + PROCESS + " / " + ARTERY + ", CPU",
              1.0 / 3,
              scores.ratio(probe(kind, PROCESS), probe(kind, ARTERY), Score::cpuNanos)));
    }
    goals.add(
        new Goal(
            ASK_MANY.title() + ": " + PROCESS + " / pulsar, ns",
            0.01,
            scores.spread(probe(ASK_MANY, PROCESS), Score::nanos).median() / PULSAR_NANOS));
    return goals;
  }
}
