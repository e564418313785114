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

/// The wanted servers of one benchmark, running side by side, and the programs that load them. For
/// one thread; [#close()] ends them all.
final class ServerContest implements AutoCloseable {
  private final Benchmark benchmark;
  private final Settings settings;
  private final NativePrograms programs;
  private final Tournament tournament;
  private final List<String> names;

  private ServerContest(Benchmark benchmark, Settings settings, NativePrograms programs) {
    this.benchmark = benchmark;
    this.settings = settings;
    this.programs = programs;
    var load = LoadGenerator.of(programs, settings.effort().rampSeconds());
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
    var contest = new ServerContest(benchmark, settings, NativePrograms.compile());
    contest.names.forEach(name -> contest.tournament.enter(server.apply(name, contest.programs)));
    return contest;
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
      programs.close();
    }
  }
}
