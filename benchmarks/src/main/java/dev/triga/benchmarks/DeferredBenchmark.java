package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.Spread;
import dev.triga.benchmarks.micro.ChainMeasurement;
import dev.triga.benchmarks.micro.ChainSubject;
import dev.triga.benchmarks.micro.Probe;
import dev.triga.benchmarks.micro.Rounds;
import dev.triga.benchmarks.micro.Score;
import dev.triga.benchmarks.micro.Scores;
import dev.triga.benchmarks.report.Cell;
import dev.triga.benchmarks.report.Goal;
import dev.triga.benchmarks.report.Report;
import dev.triga.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Results still to come: create, chain functions, complete; a short chain and one that must not
/// grow the stack.
final class DeferredBenchmark implements Benchmark {
  private static final String OURS = "triga-deferred";
  private static final String JDK = "jdk-completable";
  private static final List<String> CONTESTANTS =
      List.of(OURS, "triga-no-owner", JDK, "netty-promise", "vertx-future");
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
  public List<String> contestants() {
    return CONTESTANTS;
  }

  @Override
  public Report run(Settings settings) {
    List<String> names = CONTESTANTS.stream().filter(settings::wants).toList();
    var shallow = new HashMap<String, String>();
    names.forEach(name -> depthFailure(name).ifPresent(reason -> shallow.put(name, reason)));
    List<Probe> probes = new ArrayList<>();
    names.forEach(name -> probes.add(probe(SHORT, name)));
    names.stream()
        .filter(name -> !shallow.containsKey(name))
        .forEach(name -> probes.add(probe(LONG, name)));
    var scores = new Rounds(settings.quick(), settings::progress).measure(probes);
    List<Table> tables =
        List.of(
            table("chain of 10, the whole chain", SHORT, names, Map.of(), scores),
            table("chain of 100000, each link", LONG, names, shallow, scores));
    return new Report(
        name(),
        Facts.of(settings),
        tables,
        settings.quick() ? List.of() : goals(scores, shallow.keySet()),
        List.of(
            "Created, chained, completed and read on one thread; a Deferred of a reactor on its"
                + " turn and one without an owner, a promise on the immediate executor, a future"
                + " without a context. Not pinned; a fresh JVM for each round."));
  }

  private static Probe probe(String method, String subject) {
    return new Probe(ChainMeasurement.class, method, Map.of("subject", subject));
  }

  /// Why a long chain does not end in a result, on a thread with the default stack.
  private static Optional<String> depthFailure(String name) {
    try (var subject = ChainSubject.open(name)) {
      subject.chain(ChainMeasurement.LONG);
      return Optional.empty();
    } catch (StackOverflowError e) {
      return Optional.of("StackOverflowError");
    } catch (RuntimeException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static Table table(
      String title, String method, List<String> names, Map<String, String> failed, Scores scores) {
    var table = Table.titled(title, "result", "ns", "range", "bytes", "x JDK time", "x JDK bytes");
    Probe jdk = probe(method, JDK);
    for (String name : names) {
      Probe own = probe(method, name);
      String reason = failed.getOrDefault(name, scores.reasons().get(own));
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
          Cell.of(scores.ratio(own, jdk, Score::nanos), 2),
          Cell.of(scores.ratio(own, jdk, Score::bytes), 2));
    }
    return table.build();
  }

  private static List<Goal> goals(Scores scores, Set<String> shallow) {
    Probe own = probe(SHORT, OURS);
    Probe jdk = probe(SHORT, JDK);
    return List.of(
        new Goal(
            "chain of 10: " + OURS + " / " + JDK + ", time",
            0.5,
            scores.ratio(own, jdk, Score::nanos)),
        new Goal(
            "chain of 10: " + OURS + " / " + JDK + ", bytes",
            0.6,
            scores.ratio(own, jdk, Score::bytes)),
        new Goal("chain of 100000: stack overflows of " + OURS, 0, shallow.contains(OURS) ? 1 : 0));
  }
}
