package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.SecondJvm;
import dev.triga.benchmarks.harness.Unavailable;
import dev.triga.benchmarks.load.LineClients;
import dev.triga.benchmarks.report.Cell;
import dev.triga.benchmarks.report.Goal;
import dev.triga.benchmarks.report.Report;
import dev.triga.benchmarks.report.Table;
import dev.triga.benchmarks.servers.TrigaWorkers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What clients notice while the workers of a server come and go.
final class ReloadBenchmark implements Benchmark {
  private static final List<String> DRIVERS = List.of("epoll", "io_uring", "nio");
  private static final List<Integer> CONNECTIONS = List.of(64, 1_000);
  private static final double LOAD = 0.7;
  private static final int WORKERS = 2;
  private static final int RELOADS = 100;
  private static final int EVENTS = 10;
  private static final Duration CHANGE_MAX = Duration.ofSeconds(60);
  private static final Duration CALM = Duration.ofSeconds(2);
  private static final Duration CALM_QUICK = Duration.ofMillis(100);

  @Override
  public String name() {
    return "reload";
  }

  @Override
  public String summary() {
    return "lines lost and p99 while workers are reloaded, killed, and scaled; accept balance";
  }

  @Override
  public List<String> contestants() {
    return DRIVERS;
  }

  /// The tables, as they grow.
  private record Tables(Table.Builder events, Table.Builder balance, List<Goal> goals) {}

  @Override
  public Report run(Settings settings) {
    var tables =
        new Tables(
            Table.titled(
                "lines under load at 70 %",
                "driver, event", "events", "answered", "failed", "p99 us", "longest ms", "done ms"),
            Table.titled("busiest / idlest worker", "driver", "64", "1 000"),
            new ArrayList<>());
    for (String driver : DRIVERS) {
      if (settings.wants(driver)) {
        settings.progress(driver);
        try {
          measure(settings, driver, tables);
        } catch (Unavailable e) {
          tables.events.missing(driver, String.valueOf(e.getMessage()));
          tables.balance.missing(driver, String.valueOf(e.getMessage()));
        }
      }
    }
    return new Report(
        name(),
        Facts.of(settings),
        List.of(tables.events.build(), tables.balance.build()),
        settings.quick() ? List.of() : tables.goals,
        List.of(
            "Two worker processes; two clients connect for each line, two keep a connection for 50"
                + " lines. A line has failed that was refused, reset, cut short, or not answered"
                + " within 20 s; killing a worker costs the lines it has in hand. done ms: from the"
                + " signal until the processes are as they are to be, on average. Balance: by"
                + " connections that are opened one after the other."));
  }

  private static void measure(Settings settings, String driver, Tables tables) {
    try (var server = SecondJvm.start(TrigaWorkers.class, driver, Integer.toString(WORKERS))) {
      int port = Integer.parseInt(server.readLine());
      try {
        balance(settings, driver, port, tables);
        events(settings, driver, server, port, tables);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        signal("TERM", server.pid());
      }
    }
  }

  private static void balance(Settings settings, String driver, int port, Tables tables)
      throws IOException {
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.of(driver));
    for (int connections : CONNECTIONS) {
      double ratio =
          LineClients.balance(port, settings.quick() ? 2 * WORKERS : connections, WORKERS);
      cells.add(Cell.of(ratio, 2));
      if (!driver.equals("nio")) {
        tables.goals.add(
            new Goal(driver + ": balance at " + connections + " connections", 1.3, ratio));
      }
    }
    tables.balance.row(cells.toArray(Cell[]::new));
  }

  private static void events(
      Settings settings, String driver, SecondJvm server, int port, Tables tables) {
    Duration calm = settings.quick() ? CALM_QUICK : CALM;
    int reloads = settings.quick() ? 1 : RELOADS;
    int few = settings.quick() ? 1 : EVENTS;
    try (var clients = LineClients.on(port)) {
      pause(calm); // Compiles.
      clients.look();
      pause(calm);
      clients.rate(clients.look().answered() * LOAD / (calm.toMillis() / 1e3));
      long pid = server.pid();
      row(tables, driver + ", calm", clients, 1, () -> pause(calm));
      long failed =
          row(
              tables,
              driver + ", HUP",
              clients,
              reloads,
              () -> changed(pid, "HUP", pid, others(pid)));
      if (!driver.equals("nio")) {
        tables.goals.add(new Goal(driver + ": lines lost by reloads", 0, failed));
      }
      row(
          tables,
          driver + ", kill",
          clients,
          few,
          () -> {
            long victim = workers(pid).iterator().next();
            changed(pid, "KILL", victim, now -> now.size() == WORKERS && !now.contains(victim));
            pause(calm); // Else the next start is put off.
          });
      row(
          tables,
          driver + ", TTIN and TTOU",
          clients,
          few,
          () -> {
            changed(pid, "TTIN", pid, now -> now.size() == WORKERS + 1);
            changed(pid, "TTOU", pid, now -> now.size() == WORKERS);
          });
    }
  }

  private static long row(
      Tables tables, String title, LineClients clients, int events, Runnable event) {
    clients.look();
    long begin = System.nanoTime();
    for (int i = 0; i < events; i++) {
      event.run();
    }
    double millis = (System.nanoTime() - begin) / 1e6 / events;
    var look = clients.look();
    tables.events.row(
        Cell.of(title),
        Cell.of(events, 0),
        Cell.of((double) look.answered(), 0),
        Cell.of((double) look.failed(), 0),
        Cell.of(look.p99Micros(), 0),
        Cell.of(look.longestMicros() / 1e3, 1),
        Cell.of(millis, 0));
    return look.failed();
  }

  // The processes of the server.

  private static Set<Long> workers(long server) {
    return ProcessHandle.of(server).stream()
        .flatMap(ProcessHandle::children)
        .map(ProcessHandle::pid)
        .collect(Collectors.toSet());
  }

  private static Predicate<Set<Long>> others(long server) {
    Set<Long> before = workers(server);
    return now -> now.size() == before.size() && now.stream().noneMatch(before::contains);
  }

  private static void changed(long server, String signal, long to, Predicate<Set<Long>> wanted) {
    signal(signal, to);
    long deadline = System.nanoTime() + CHANGE_MAX.toNanos();
    while (!wanted.test(workers(server))) {
      if (System.nanoTime() - deadline > 0) {
        throw new Unavailable("the workers were not changed by " + signal);
      }
      pause(Duration.ofMillis(2));
    }
  }

  private static void signal(String name, long pid) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    } catch (IOException e) {
      throw new Unavailable("there is no kill: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted");
    }
  }

  private static void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left; (left = end - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(left);
    }
  }
}
