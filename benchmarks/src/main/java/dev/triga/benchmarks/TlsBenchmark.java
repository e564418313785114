package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.KeyFile;
import dev.triga.benchmarks.harness.LoadGenerator;
import dev.triga.benchmarks.harness.LoadShape;
import dev.triga.benchmarks.harness.Measured;
import dev.triga.benchmarks.harness.Window;
import dev.triga.benchmarks.report.Goal;
import dev.triga.benchmarks.report.Report;
import dev.triga.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.List;

/// TLS 1.3: 64-byte echoes on standing connections, and connections that shake hands, echo once and
/// are closed.
final class TlsBenchmark implements Benchmark {
  private static final int CONNECTIONS = 64;

  /// In a smoke run, where nothing is warm and a handshake takes milliseconds.
  private static final int QUICK_CONNECTIONS = 2;

  private static final List<ServerTable.Peer> COMPARED =
      List.of(ServerTable.TO_NETTY, new ServerTable.Peer("x tcnative", EchoServers.NETTY_TCNATIVE));

  private static final String ECHO = "echo";
  private static final String HANDSHAKE = "handshake";

  @Override
  public String name() {
    return "tls";
  }

  @Override
  public String summary() {
    return "TLS 1.3: server CPU per 64-byte echo, and per handshake";
  }

  @Override
  public List<String> contestants() {
    return EchoServers.SECURE_NAMES;
  }

  @Override
  public List<String> loads() {
    return List.of(ECHO, HANDSHAKE);
  }

  @Override
  public Report run(Settings settings) {
    List<Table> tables = new ArrayList<>();
    List<Goal> goals = new ArrayList<>();
    try (var key = KeyFile.make()) {
      Report last = null;
      if (settings.wantsLoad(ECHO)) {
        last = measure(settings, key, false, tables, goals);
      }
      if (settings.wantsLoad(HANDSHAKE)) {
        last = measure(settings, key, true, tables, goals);
      }
      if (last == null) {
        throw new UsageException("Option --load: nothing is left to measure");
      }
      return last;
    }
  }

  /// Adds a table and a goal, and reports all there are.
  private Report measure(
      Settings settings, KeyFile key, boolean closes, List<Table> tables, List<Goal> goals) {
    var load = LoadGenerator.ofTls(settings.effort());
    int connections = settings.quick() ? QUICK_CONNECTIONS : CONNECTIONS;
    LoadShape shape = closes ? LoadShape.connect(connections) : LoadShape.echo(connections, 1);
    String title =
        closes
            ? "handshake, one echo of 64 B, close; " + connections + " connections under way"
            : "64 B echo, " + connections + " connections, 1 in flight on each";
    try (var contest =
        ServerContest.open(
            this, settings, load, name -> EchoServers.secure(name, key.path(), closes))) {
      Measured measured = contest.measure(shape);
      tables.add(ServerTable.of(title, contest.names(), measured, COMPARED));
      if (!closes) {
        goals.add(
            new Goal(
                "echo: " + EchoServers.TRIGA_EPOLL + " / " + ServerTable.NETTY_EPOLL + ", CPU",
                1.00,
                measured.ratio(
                    EchoServers.TRIGA_EPOLL, ServerTable.NETTY_EPOLL, Window::cpuMicros)));
        goals.add(
            new Goal(
                "echo: " + EchoServers.TRIGA_URING + " / " + ServerTable.NETTY_EPOLL + ", CPU",
                1.00,
                measured.ratio(
                    EchoServers.TRIGA_URING, ServerTable.NETTY_EPOLL, Window::cpuMicros)));
      }
      return contest.report(tables, goals, notes());
    }
  }

  private static List<String> notes() {
    return List.of(
        "cpu us is the server's processor time for each operation, all its threads; medians over"
            + " the windows, measured in turn, ratios are medians of the ratios within a round."
            + " op/s is bounded by the load, which is a client in a JVM with the JDK's TLS.",
        "TLS 1.3, TLS_AES_128_GCM_SHA256, x25519, one self-signed P-256 certificate for all;"
            + " nothing is resumed. netty-nio and netty-epoll use the JDK's provider as Triga does,"
            + " netty-epoll-tcnative BoringSSL.");
  }
}
