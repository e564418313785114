package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.Contestant;
import dev.triga.benchmarks.harness.LoadGenerator;
import dev.triga.benchmarks.harness.LoadShape;
import dev.triga.benchmarks.harness.Measured;
import dev.triga.benchmarks.harness.NativePrograms;
import dev.triga.benchmarks.harness.Tournament;
import dev.triga.benchmarks.report.Goal;
import dev.triga.benchmarks.report.Report;
import dev.triga.benchmarks.report.Table;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/// The wanted servers of one benchmark, running side by side, and the programs that load them. For
/// one thread; [#close()] ends them all.
final class ServerContest implements AutoCloseable {
  private final Benchmark benchmark;
  private final Settings settings;
  private final Runnable release;
  private final Tournament tournament;
  private final List<String> names;

  private ServerContest(
      Benchmark benchmark, Settings settings, LoadGenerator load, Runnable release) {
    this.benchmark = benchmark;
    this.settings = settings;
    this.release = release;
    this.tournament = new Tournament(load, settings.effort(), settings::progress);
    this.names = benchmark.contestants().stream().filter(settings::wants).toList();
  }

  /// Compiles the programs and starts the servers.
  ///
  /// @param server makes the server of a name
  static ServerContest open(
      Benchmark benchmark,
      Settings settings,
      BiFunction<String, NativePrograms, Contestant> server) {
    var programs = NativePrograms.compile();
    var load = LoadGenerator.of(programs, settings.effort());
    var contest = new ServerContest(benchmark, settings, load, programs::close);
    contest.enter(name -> server.apply(name, programs));
    return contest;
  }

  /// Starts servers that no C program has to do with.
  ///
  /// @param load what loads them
  /// @param server makes the server of a name
  static ServerContest open(
      Benchmark benchmark,
      Settings settings,
      LoadGenerator load,
      Function<String, Contestant> server) {
    var contest = new ServerContest(benchmark, settings, load, () -> {});
    contest.enter(server);
    return contest;
  }

  private void enter(Function<String, Contestant> server) {
    tournament.enter(names.stream().map(server).toList());
  }

  /// The wanted servers, in the order of the tables.
  List<String> names() {
    return names;
  }

  /// What runs and measures them.
  Tournament tournament() {
    return tournament;
  }

  /// Measures all of them under a load.
  Measured measure(LoadShape shape) {
    return tournament.measure(shape, Set.copyOf(names));
  }

  /// Why a server has no figures, as a row in its place; false when it has some.
  boolean isMissing(String name, Table.Builder table) {
    String reason = tournament.reasons().get(name);
    if (reason != null) {
      table.missing(name, reason);
    }
    return reason != null;
  }

  /// The report; a smoke run holds nothing against goals.
  Report report(List<Table> tables, List<Goal> goals, List<String> notes) {
    return new Report(
        benchmark.name(),
        Facts.of(settings, tournament.load()),
        tables,
        settings.quick() ? List.of() : goals,
        notes);
  }

  @Override
  public void close() {
    try {
      tournament.close();
    } finally {
      release.run();
    }
  }
}
