package dev.triga.actors.cell;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What this process uses. What the system does not tell is left out. It reads files, so not on a
/// turn.
final class ProcessFigures {
  private static final Path OURS = Path.of("/proc/self");
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final long KIB = 1024;

  private ProcessFigures() {}

  static Map<String, Object> take() {
    Map<String, Object> figures = new LinkedHashMap<>();
    ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .map(Duration::toNanos)
        .ifPresent(nanos -> figures.put("cpu-seconds", nanos / NANOS_PER_SECOND));
    heap(figures);
    collections(figures);
    status(figures);
    descriptors(figures);
    return figures;
  }

  private static void heap(Map<String, Object> figures) {
    var memory = Runtime.getRuntime();
    figures.put("heap-used-bytes", memory.totalMemory() - memory.freeMemory());
    figures.put("heap-committed-bytes", memory.totalMemory());
    figures.put("heap-max-bytes", memory.maxMemory());
  }

  private static void collections(Map<String, Object> figures) {
    long count = 0;
    long millis = 0;
    for (var collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      count += Math.max(0, collector.getCollectionCount());
      millis += Math.max(0, collector.getCollectionTime());
    }
    figures.put("collections", count);
    figures.put("collection-seconds", millis / MILLIS_PER_SECOND);
  }

  private static void status(Map<String, Object> figures) {
    for (String line : lines(OURS.resolve("status"))) {
      String[] words = line.split("\\s+", 3);
      switch (words[0]) {
        case "VmRSS:" -> figures.put("memory-bytes", Long.parseLong(words[1]) * KIB);
        case "Threads:" -> figures.put("threads", Long.parseLong(words[1]));
        default -> {}
      }
    }
  }

  private static void descriptors(Map<String, Object> figures) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(OURS.resolve("fd"))) {
      long count = 0;
      for (Path _ : open) {
        count++;
      }
      // One is that of the folder itself.
      figures.put("descriptors", count - 1);
    } catch (IOException e) {
      return; // Another system.
    }
    for (String line : lines(OURS.resolve("limits"))) {
      if (line.startsWith("Max open files")) {
        String limit = line.split("\\s+", 5)[3];
        if (!limit.equals("unlimited")) {
          figures.put("descriptors-max", Long.parseLong(limit));
        }
      }
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
