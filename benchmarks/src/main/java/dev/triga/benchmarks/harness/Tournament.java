package dev.triga.benchmarks.harness;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// Keeps all contestants running and measures them in turn, A B C A B C, under one load after the
/// other. For one thread; [#close()] ends every server.
public final class Tournament implements AutoCloseable {
  /// How long connections echo after their memory was measured; nobody looks at it.
  private static final double IDLE_SECONDS = 0.05;

  private final LoadGenerator load;
  private final Effort effort;
  private final Consumer<String> progress;
  private final List<RunningServer> servers = new ArrayList<>();
  private final Map<String, String> reasons = new LinkedHashMap<>();
  private final Set<String> warm = new HashSet<>();

  /// A tournament without contestants.
  ///
  /// @param load what loads them
  /// @param effort how long and how often
  /// @param progress told what happens, a line each
  public Tournament(LoadGenerator load, Effort effort, Consumer<String> progress) {
    this.load = load;
    this.effort = effort;
    this.progress = progress;
  }

  /// What loads the contestants.
  public LoadGenerator load() {
    return load;
  }

  /// Starts contestants, all at once; one that cannot start is remembered with its reason.
  public void enter(List<Contestant> contestants) {
    var starting = new LinkedHashMap<Contestant, Child>();
    for (Contestant contestant : contestants) {
      try {
        starting.put(contestant, RunningServer.launch(contestant, effort.jvmOptions()));
      } catch (Unavailable e) {
        isOut(contestant, e);
      }
    }
    starting.forEach((contestant, child) -> {
      try {
        servers.add(RunningServer.listening(contestant, child));
      } catch (Unavailable e) {
        isOut(contestant, e);
      }
    });
  }

  private void isOut(Contestant contestant, Unavailable why) {
    reasons.put(contestant.name(), why.getMessage());
    progress.accept(contestant.name() + " skipped: " + why.getMessage());
  }

  /// Warms these contestants and measures each once per round. A contestant that fails under load
  /// is out.
  ///
  /// @param names who takes part; others rest
  public Measured measure(LoadShape shape, Set<String> names) {
    var windows = new LinkedHashMap<String, List<Window>>();
    play(
        shape,
        names,
        (server, measured) -> {
          Window window =
              load.run(server, shape, measured ? effort.windowSeconds() : warmup(server));
          if (measured) {
            windows
                .computeIfAbsent(server.contestant().name(), name -> new ArrayList<>())
                .add(window);
          }
        });
    windows.keySet().removeAll(reasons.keySet());
    return new Measured(shape, windows, Map.copyOf(reasons));
  }

  /// Bytes allocated for each operation, a figure per round, by contestant.
  public Map<String, List<Double>> measureAllocation(LoadShape shape, Set<String> names) {
    return gather(
        shape, names, server -> load.allocatedPerOperation(server, shape, effort.windowSeconds()));
  }

  /// What each idle connection adds to a server's memory, a figure per round, by contestant.
  public Map<String, List<MemoryUse>> measureMemory(LoadShape shape, Set<String> names) {
    return gather(shape, names, server -> load.memoryPerConnection(server, shape, IDLE_SECONDS));
  }

  private <T> Map<String, List<T>> gather(
      LoadShape shape, Set<String> names, Function<RunningServer, T> figure) {
    var figures = new LinkedHashMap<String, List<T>>();
    play(
        shape,
        names,
        (server, measured) -> {
          if (measured) {
            figures
                .computeIfAbsent(server.contestant().name(), name -> new ArrayList<>())
                .add(figure.apply(server));
          } else {
            load.run(server, shape, warmup(server));
          }
        });
    figures.keySet().removeAll(reasons.keySet());
    return figures;
  }

  /// Why contestants are out.
  public Map<String, String> reasons() {
    return Map.copyOf(reasons);
  }

  @Override
  public void close() {
    servers.forEach(RunningServer::close);
  }

  private double warmup(RunningServer server) {
    return warm.contains(server.contestant().name())
        ? effort.rewarmSeconds()
        : effort.warmupSeconds();
  }

  private void play(LoadShape shape, Set<String> names, Turn turn) {
    String what = shape.mode() + " " + shape.title();
    for (int round = 0; round <= effort.windows(); round++) {
      progress.accept(
          what + (round == 0 ? ": warm-up" : ": window " + round + " of " + effort.windows()));
      for (RunningServer server : servers) {
        String name = server.contestant().name();
        if (!names.contains(name) || reasons.containsKey(name)) {
          continue;
        }
        if (round == 0 && warmup(server) == 0) {
          continue;
        }
        try {
          turn.take(server, round > 0);
          warm.add(name);
        } catch (Unavailable e) {
          reasons.put(name, e.getMessage());
          progress.accept(name + " failed: " + e.getMessage());
        }
      }
    }
  }

  /// One server under load, to warm it or to measure it.
  @FunctionalInterface
  private interface Turn {
    void take(RunningServer server, boolean measured);
  }
}
