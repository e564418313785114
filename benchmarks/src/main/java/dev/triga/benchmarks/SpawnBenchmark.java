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
  private static final String BARE = "bare-jvm";
  private static final int ROUNDS = 15;

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
    return List.of(CACHED, PROCESS, THREAD, BARE);
  }

  @Override
  public Report run(Settings settings) {
    Map<String, List<Start>> found = new LinkedHashMap<>();
    Map<String, String> reasons = new LinkedHashMap<>();
    List<Series> open = new ArrayList<>();
    try {
      for (String name : contestants()) {
        if (settings.wants(name)) {
          settings.progress(name + " is prepared");
          try {
            var series = new Series(open(settings, name), new ArrayList<>());
            open.add(series);
            found.put(name, series.found);
          } catch (Unavailable e) {
            reasons.put(name, String.valueOf(e.getMessage()));
          }
        }
      }
      for (int round = 1; round <= (settings.quick() ? 1 : ROUNDS); round++) {
        open.forEach(series -> series.found.add(series.starts.next()));
      }
    } finally {
      open.forEach(series -> series.starts.close());
    }
    return report(settings, found, reasons);
  }

  /// The starts of one contestant.
  private record Series(Starts starts, List<Start> found) {}

  private static Starts open(Settings settings, String name) {
    return switch (name) {
      case CACHED ->
          settings.quick() ? TrigaStarts.ofProcesses() : TrigaStarts.ofProcessesFromCache();
      case PROCESS -> TrigaStarts.ofProcesses();
      case THREAD -> TrigaStarts.ofThreads();
      default -> BareStarts.open();
    };
  }

  private Report report(
      Settings settings, Map<String, List<Start>> found, Map<String, String> reasons) {
    var table =
        Table.titled(
            "from the call until it runs",
            "actor",
            "ms",
            "range",
            "cpu ms",
            "resident MiB",
            "x bare JVM");
    double bare = median(found.get(BARE), Start::millis);
    for (String name : contestants()) {
      List<Start> starts = found.get(name);
      String reason = reasons.get(name);
      if (reason != null) {
        table.missing(name, reason);
      } else if (starts != null) {
        Spread millis = spread(starts, Start::millis);
        table.row(
            Cell.of(name),
            Cell.of(millis.median(), 2),
            Cell.range(millis.lowest(), millis.highest(), 1),
            Cell.of(median(starts, Start::cpuMillis), 0),
            Cell.of(median(starts, Start::residentMib), 1),
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
                + " ms: of the new process, until then, in steps of ten. resident: half a second"
                + " later. pulsar, as recorded, forks a worker in 21 ms."));
  }

  private static List<Goal> goals(Map<String, List<Start>> found) {
    return List.of(
        new Goal(CACHED + ", ms", 150, median(found.get(CACHED), Start::millis)),
        new Goal(CACHED + ", resident MiB", 60, median(found.get(CACHED), Start::residentMib)),
        new Goal(PROCESS + ", ms", 300, median(found.get(PROCESS), Start::millis)),
        new Goal(PROCESS + ", resident MiB", 80, median(found.get(PROCESS), Start::residentMib)),
        new Goal(THREAD + ", ms", 1, median(found.get(THREAD), Start::millis)));
  }

  private static double median(@Nullable List<Start> starts, ToDoubleFunction<Start> figure) {
    return starts == null ? Double.NaN : spread(starts, figure).median();
  }

  private static Spread spread(List<Start> starts, ToDoubleFunction<Start> figure) {
    return Spread.of(starts.stream().mapToDouble(figure).toArray());
  }
}
