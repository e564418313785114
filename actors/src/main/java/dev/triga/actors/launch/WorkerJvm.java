package dev.triga.actors.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The command line and environment of a worker's JVM: the options of ours, without those that mean
/// one process only, then what a lean single-threaded server wants, then the worker's own, of which
/// the last one counts.
///
/// @param options the options for this worker, such as `-Xmx256m`
/// @param heap the largest heap, such as `256m`; empty for a quarter of what the JVM would take
/// @param inherits whether it gets the options of our JVM
/// @param environment variables beside those of our process
public record WorkerJvm(
    List<String> options, String heap, boolean inherits, Map<String, String> environment) {
  /// One without options of its own.
  public static final WorkerJvm DEFAULT = new WorkerJvm(List.of(), "", true, Map.of());

  /// The variables that a worker does not get: what they ask for has been done, is meant for our
  /// process alone, or has become options that it gets.
  public static final Set<String> REMOVED_VARIABLES =
      Set.of(
          "JAVA_TOOL_OPTIONS",
          "JDK_JAVA_OPTIONS",
          "LISTEN_FDNAMES",
          "LISTEN_FDS",
          "LISTEN_PID",
          "NOTIFY_SOCKET",
          "WATCHDOG_PID",
          "WATCHDOG_USEC",
          "_TRIGA_PREDECESSOR");

  /// Options that two JVMs cannot share, or that make a copy of something large: debuggers,
  /// recordings to one file, agents that listen, caches and sizes of the heap.
  private static final List<String> OF_ONE_PROCESS =
      List.of(
          "-agentlib:jdwp",
          "-Xrunjdwp",
          "-Xdebug",
          "-XX:StartFlightRecording",
          "-XX:AOT",
          "-XX:SharedArchiveFile",
          "-XX:ArchiveClassesAtExit",
          "-XX:CRaC",
          "-Xlog:gc",
          "-Xloggc",
          "-Dcom.sun.management.jmxremote",
          "-Xmx",
          "-Xms",
          "-Xmn",
          "-XX:MaxHeapSize",
          "-XX:InitialHeapSize",
          "-XX:MaxRAM",
          "-XX:InitialRAM",
          "-XX:MinRAM",
          "-XX:MaxNewSize",
          "-XX:NewSize");

  /// Collectors exclude each other.
  private static final Set<String> COLLECTORS =
      Set.of(
          "-XX:+UseSerialGC",
          "-XX:+UseParallelGC",
          "-XX:+UseG1GC",
          "-XX:+UseZGC",
          "-XX:+UseShenandoahGC",
          "-XX:+UseEpsilonGC");

  /// A worker is one loop on one processor, and there are many: a collector without threads, no
  /// file of counters, a heap that begins small, and methods that are compiled when they have been
  /// called three times as often as else. Most of what the compilers do for a worker until it is
  /// ready is for methods that it will never call again. What the compilers have borrowed for it,
  /// some 4 MiB, the C library keeps unless it is asked to give it back; where it cannot be asked
  /// the JVM would say so.
  private static final List<String> LEAN =
      List.of(
          "-XX:-UsePerfData",
          "-Xms16m",
          "-XX:CompileThresholdScaling=3",
          "-XX:TrimNativeHeapInterval=10000",
          "-Xlog:trimnative=off:stderr");

  /// Copies the lists.
  public WorkerJvm {
    options = List.copyOf(options);
    environment = Map.copyOf(environment);
  }

  private List<String> inherited(Jvm ours) {
    return inherits ? ours.options().stream().filter(WorkerJvm::isForSeveral).toList() : List.of();
  }

  /// The options without those of the AOT cache and the paths.
  private List<String> javaOptions(WorkerPath path, Jvm ours) {
    var all = new ArrayList<>(path.options());
    all.addAll(LEAN);
    all.add(heap.isEmpty() ? "-XX:MaxRAMPercentage=6.25" : "-Xmx" + heap);
    if (options.stream().noneMatch(COLLECTORS::contains)) {
      all.add("-XX:+UseSerialGC");
    }
    all.addAll(options);
    if (path.isModular() && !ours.mainModule().isEmpty()) {
      all.add("--add-modules=" + ours.mainModule());
    }
    return all;
  }

  private static boolean isForSeveral(String option) {
    return OF_ONE_PROCESS.stream().noneMatch(option::startsWith) && !COLLECTORS.contains(option);
  }

  /// From where a worker has its classes. It reads folders, so not on a turn.
  ///
  /// @param ours how our JVM was started
  public WorkerPath path(Jvm ours) {
    return WorkerPath.of(inherited(ours), ours);
  }

  /// The whole command line of a worker.
  ///
  /// @param ours how our JVM was started
  /// @param path from where it has its classes
  /// @param cache the options of the AOT cache
  /// @param main the class that is run, whose module is taken from itself
  public List<String> command(Jvm ours, WorkerPath path, List<String> cache, Class<?> main) {
    var command = new ArrayList<String>();
    command.add(ours.java().toString());
    command.addAll(javaOptions(path, ours));
    command.addAll(cache);
    if (!path.classPath().isEmpty()) {
      command.add("-cp");
      command.add(path.classPath());
    }
    if (path.isModular() && main.getModule().isNamed()) {
      command.add("-m");
      command.add(main.getModule().getName() + "/" + main.getName());
    } else {
      command.add(main.getName());
    }
    return command;
  }

  /// The environment of a worker.
  ///
  /// @param ours that of our process
  public Map<String, String> environment(Map<String, String> ours) {
    var all = new TreeMap<>(ours);
    all.keySet().removeAll(REMOVED_VARIABLES);
    // As the launcher has it: HotSpot suspends threads with USR2 otherwise.
    all.putIfAbsent("_JAVA_SR_SIGNUM", "40");
    all.putAll(environment);
    return all;
  }
}
