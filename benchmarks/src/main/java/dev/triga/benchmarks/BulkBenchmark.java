package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.Contestant;
import dev.triga.benchmarks.harness.LoadShape;
import dev.triga.benchmarks.harness.Measured;
import dev.triga.benchmarks.harness.NativePrograms;
import dev.triga.benchmarks.harness.Spread;
import dev.triga.benchmarks.harness.Window;
import dev.triga.benchmarks.report.Cell;
import dev.triga.benchmarks.report.Goal;
import dev.triga.benchmarks.report.Report;
import dev.triga.benchmarks.report.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/// A one-way stream: the server writes blocks, or sends a file, as fast as the peer takes them.
final class BulkBenchmark implements Benchmark {
  private static final List<Integer> BLOCK_BYTES = List.of(64 << 10, 1 << 20);
  private static final int CONNECTIONS = 1;
  private static final String FILE = "file";
  private static final int FILE_BYTES = 64 << 20;

  /// In what the load generator counts the bytes of a file.
  private static final int FILE_UNIT_BYTES = 64 << 10;

  /// Microseconds of processor time for a block of one byte are so many milliseconds for a GiB.
  private static final double MILLIS_PER_GIB = (1 << 30) / 1000.0;

  private static final double MIB = 1 << 20;

  @Override
  public String name() {
    return "bulk";
  }

  @Override
  public String summary() {
    return "a stream of 64 KiB and 1 MiB writes, and a file: server CPU per GiB";
  }

  @Override
  public List<String> contestants() {
    return EchoServers.PLAIN_NAMES;
  }

  @Override
  public List<String> loads() {
    return List.of("64k", "1m", FILE);
  }

  /// What is sent.
  ///
  /// @param title how the table is called
  /// @param unitBytes in what the load generator counts
  /// @param server makes the server of a name
  private record Kind(
      String title, int unitBytes, BiFunction<String, NativePrograms, Contestant> server) {}

  @Override
  public Report run(Settings settings) {
    List<Kind> kinds = new ArrayList<>();
    for (int i = 0; i < BLOCK_BYTES.size(); i++) {
      int blockBytes = BLOCK_BYTES.get(i);
      if (settings.wantsLoad(loads().get(i))) {
        kinds.add(
            new Kind(
                "writes of " + (blockBytes >> 10) + " KiB",
                blockBytes,
                (name, programs) -> EchoServers.streaming(name, programs, blockBytes)));
      }
    }
    if (!settings.wantsLoad(FILE)) {
      return measure(settings, kinds);
    }
    Path file = makeFile();
    try {
      kinds.add(
          new Kind(
              "a file of " + (FILE_BYTES >> 20) + " MiB",
              FILE_UNIT_BYTES,
              (name, programs) -> EchoServers.sending(name, programs, file)));
      return measure(settings, kinds);
    } finally {
      delete(file);
    }
  }

  private Report measure(Settings settings, List<Kind> kinds) {
    List<Table> tables = new ArrayList<>();
    List<Goal> goals = new ArrayList<>();
    for (Kind kind : kinds.subList(0, kinds.size() - 1)) {
      var _ = measure(settings, kind, tables, goals);
    }
    return measure(settings, kinds.getLast(), tables, goals);
  }

  /// A file that stays in the system's cache.
  private static Path makeFile() {
    try {
      Path file = Files.createTempFile("triga-bulk", ".data");
      var content = new byte[FILE_BYTES];
      // Not zeros, which a file system might not store.
      Arrays.fill(content, (byte) 'x');
      return Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException("No file could be made to be sent", e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException("The file that was sent is left behind", e);
    }
  }

  /// Adds a table and a goal, and reports all there are.
  private Report measure(Settings settings, Kind kind, List<Table> tables, List<Goal> goals) {
    try (var contest =
        ServerContest.open(
            this,
            settings,
            (name, programs) -> {
              // The load is one that only the C program can make.
              var _ = programs.loadGenerator();
              return kind.server().apply(name, programs);
            })) {
      Measured measured = contest.measure(LoadShape.drain(CONNECTIONS, kind.unitBytes()));
      tables.add(table(kind.title(), kind.unitBytes(), contest.names(), measured));
      goals.add(
          new Goal(
              kind.title() + ": " + EchoServers.TRIGA_EPOLL + " / " + ServerTable.C_EPOLL + ", CPU",
              1.05,
              measured.ratio(EchoServers.TRIGA_EPOLL, ServerTable.C_EPOLL, Window::cpuMicros)));
      return contest.report(
          tables,
          goals,
          List.of(
              "cpu ms/GiB is the server's processor time, all its threads, for each GiB that the"
                  + " peer took, on one connection; the peer drops it without a copy. Medians over"
                  + " the windows, measured in turn; ratios are medians of the ratios within a"
                  + " round. The file is in the system's cache and is sent by sendfile."));
    }
  }

  private static Table table(String title, int blockBytes, List<String> names, Measured measured) {
    var table =
        Table.titled(
            title,
            "server",
            "MiB/s",
            "cpu ms/GiB",
            "user",
            "system",
            "cpu range",
            "x C",
            "x Netty epoll");
    double scale = MILLIS_PER_GIB / blockBytes;
    for (String name : names) {
      String reason = measured.reasons().get(name);
      if (reason != null) {
        table.missing(name, reason);
        continue;
      }
      Spread cpu = measured.spread(name, window -> window.cpuMicros() * scale);
      double user = measured.userMicros(name) * scale;
      table.row(
          Cell.of(name),
          Cell.of(measured.spread(name, Window::perSecond).median() * blockBytes / MIB, 0),
          Cell.of(cpu.median(), 1),
          Cell.of(user, 1),
          Cell.of(cpu.median() - user, 1),
          Cell.range(cpu.lowest(), cpu.highest(), 1),
          Cell.of(measured.ratio(name, ServerTable.C_EPOLL, Window::cpuMicros), 3),
          Cell.of(measured.ratio(name, ServerTable.NETTY_EPOLL, Window::cpuMicros), 3));
    }
    return table.build();
  }
}
