package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.Spread;
import dev.triga.benchmarks.harness.Unavailable;
import dev.triga.benchmarks.report.Cell;
import dev.triga.benchmarks.report.Goal;
import dev.triga.benchmarks.report.Report;
import dev.triga.benchmarks.report.Table;
import dev.triga.benchmarks.start.BareStarts;
import dev.triga.benchmarks.start.Start;
import dev.triga.benchmarks.start.Starts;
import dev.triga.benchmarks.start.TrigaStarts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// From the call that starts an actor until it runs, and what it holds then.
final class SpawnBenchmark implements Benchmark {
  private static final String CACHED = "triga-process-aot";
  private static final String PROCESS = "triga-process";
  private static final String THREAD = "triga-thread";
  private static final String FIRST_THREADS = "triga-thread-first";
  private static final String BARE = "bare-jvm";
  private static final int ROUNDS = 15;
  private static final Duration SHORT_REST = Duration.ofMillis(500);

  /// The JVM of a worker gives back ten seconds after its start what that has left over.
  private static final Duration LONG_REST = Duration.ofSeconds(12);

  /// Each rests long.
  private static final int IDLE_ROUNDS = 3;

  @Override
  public String name() {
    return "spawn";
  }

  @Override
  public String summary() {
    return "a worker from the call until it runs, with an AOT cache and without: ms, CPU, memory";
  }

  @Override
  public List<String> contestants() {
    return List.of(CACHED, PROCESS, THREAD, FIRST_THREADS, BARE);
  }

  @Override
  public Report run(Settings settings) {
    Map<String, Series> found = new LinkedHashMap<>();
    Map<String, String> reasons = new LinkedHashMap<>();
    List<Series> open = new ArrayList<>();
    try {
      for (String name : contestants()) {
        if (settings.wants(name)) {
          settings.progress(name + " is prepared");
          try {
            var series = new Series(open(settings, name), new ArrayList<>(), new ArrayList<>());
            open.add(series);
            found.put(name, series);
          } catch (Unavailable e) {
            reasons.put(name, String.valueOf(e.getMessage()));
          }
        }
      }
      for (int round = 1; round <= (settings.quick() ? 1 : ROUNDS); round++) {
        open.forEach(series -> series.found.add(series.starts.next(SHORT_REST)));
      }
      for (int round = 1; round <= (settings.quick() ? 0 : IDLE_ROUNDS); round++) {
        open.forEach(series -> series.idle.add(series.starts.next(LONG_REST)));
      }
    } finally {
      open.forEach(series -> series.starts.close());
    }
    return report(settings, found, reasons);
  }

  /// The starts of one contestant: those that are timed, and those that rest.
  private record Series(Starts starts, List<Start> found, List<Start> idle) {
    double millis() {
      return spread(found, Start::millis).median();
    }

    double idleMib() {
      return idle.isEmpty() ? Double.NaN : spread(idle, Start::residentMib).median();
    }
  }

  private static Starts open(Settings settings, String name) {
    return switch (name) {
      case CACHED ->
          settings.quick() ? TrigaStarts.ofProcesses() : TrigaStarts.ofProcessesFromCache();
      case PROCESS -> TrigaStarts.ofProcesses();
      case THREAD -> settings.quick() ? TrigaStarts.ofThreads() : TrigaStarts.ofThreadsWarmedUp();
      case FIRST_THREADS -> TrigaStarts.ofThreads();
      default -> BareStarts.open();
    };
  }

  private Report report(Settings settings, Map<String, Series> found, Map<String, String> reasons) {
    var table =
        Table.titled(
            "from the call until it runs",
            "actor",
            "ms",
            "range",
            "cpu ms",
            "MiB at once",
            "MiB idle",
            "x bare JVM");
    double bare = millis(found.get(BARE));
    for (String name : contestants()) {
      Series series = found.get(name);
      String reason = reasons.get(name);
      if (reason != null) {
        table.missing(name, reason);
      } else if (series != null) {
        List<Start> starts = series.found;
        Spread millis = spread(starts, Start::millis);
        table.row(
            Cell.of(name),
            Cell.of(millis.median(), 2),
            Cell.range(millis.lowest(), millis.highest(), 1),
            Cell.of(spread(starts, Start::cpuMillis).median(), 0),
            Cell.of(spread(starts, Start::residentMib).median(), 1),
            Cell.of(series.idleMib(), 1),
            Cell.of(millis.median() / bare, 2));
      }
    }
    return new Report(
        name(),
        Facts.of(settings),
        List.of(table.build()),
        settings.quick() ? List.of() : goals(found),
        List.of(
            "One after the other, in turn. ms: at whoever starts it, from the call until the actor"
                + " runs; of the bare JVM, until its first byte has come over a Unix socket. cpu"
                + " ms: of the new process, until then, in steps of ten. MiB: what is resident half"
                + " a second later; and of an idle one, that is of three further starts twelve"
                + " seconds later. Thread actors are started by an arbiter that has started 200"
                + " before, and, as a row of their own, by one that has not. pulsar, as recorded,"
                + " forks a worker in 21 ms."));
  }

  private static List<Goal> goals(Map<String, Series> found) {
    return List.of(
        new Goal(CACHED + ", ms", 150, millis(found.get(CACHED))),
        new Goal(CACHED + ", idle, resident MiB", 60, idleMib(found.get(CACHED))),
        new Goal(PROCESS + ", ms", 300, millis(found.get(PROCESS))),
        new Goal(PROCESS + ", idle, resident MiB", 80, idleMib(found.get(PROCESS))),
        new Goal(THREAD + ", ms", 1, millis(found.get(THREAD))));
  }

  private static double millis(@Nullable Series series) {
    return series == null ? Double.NaN : series.millis();
  }

  private static double idleMib(@Nullable Series series) {
    return series == null ? Double.NaN : series.idleMib();
  }

  private static Spread spread(List<Start> starts, ToDoubleFunction<Start> figure) {
    return Spread.of(starts.stream().mapToDouble(figure).toArray());
  }
}
