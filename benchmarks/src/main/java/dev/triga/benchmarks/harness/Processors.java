package dev.triga.benchmarks.harness;

import java.util.ArrayList;
import java.util.List;

/// Which processor runs what: servers on the first, the load on the second. With one processor, or
/// without `taskset`, nothing is pinned.
public final class Processors {
  private static final boolean PINNED =
      Runtime.getRuntime().availableProcessors() >= 2 && ProgramPath.find("taskset").isPresent();

  private Processors() {}

  /// Whether servers and load are kept apart.
  public static boolean pinned() {
    return PINNED;
  }

  static List<String> forServer(List<String> command) {
    return on(0, command);
  }

  static List<String> forLoad(List<String> command) {
    return on(1, command);
  }

  private static List<String> on(int processor, List<String> command) {
    if (!PINNED) {
      return command;
    }
    var pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(processor)));
    pinned.addAll(command);
    return pinned;
  }
}
