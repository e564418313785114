package dev.triga.benchmarks.start;

import dev.triga.benchmarks.harness.SecondJvm;
import dev.triga.benchmarks.harness.Unavailable;
import dev.triga.benchmarks.servers.TrigaSpawns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Actors that an arbiter of its own starts.
public final class TrigaStarts implements Starts {
  private static final String MODULE = "dev.triga.actors";

  /// How long the arbiter may take to have a cache made; it waits before it begins.
  private static final Duration TRAINING_MAX = Duration.ofMinutes(2);

  /// After so many the code that starts them is compiled.
  private static final int THREADS_OF_WARM_UP = 200;

  private static final Duration LOOK = Duration.ofMillis(200);

  private final SecondJvm arbiter;
  private final String kind;
  private final @Nullable Path caches;

  private TrigaStarts(SecondJvm arbiter, String kind, @Nullable Path caches) {
    this.arbiter = arbiter;
    this.kind = kind;
    this.caches = caches;
    next(Duration.ZERO); // What the arbiter does once.
  }

  /// On threads, by an arbiter that has only just begun.
  public static TrigaStarts ofThreads() {
    return new TrigaStarts(arbiter(List.of("-Dtriga.aot=off"), Map.of()), "thread", null);
  }

  /// On threads, by an arbiter that has started many.
  public static TrigaStarts ofThreadsWarmedUp() {
    TrigaStarts made = ofThreads();
    for (int start = 0; start < THREADS_OF_WARM_UP; start++) {
      made.next(Duration.ZERO);
    }
    return made;
  }

  /// In processes that start as every Java program does.
  public static TrigaStarts ofProcesses() {
    return new TrigaStarts(arbiter(List.of("-Dtriga.aot=off"), Map.of()), "process", null);
  }

  /// In processes that start from a cache, made for them first.
  ///
  /// @throws Unavailable if none comes about
  public static TrigaStarts ofProcessesFromCache() {
    try {
      Path caches = Files.createTempDirectory("triga-bench");
      var made =
          new TrigaStarts(
              arbiter(List.of(), Map.of("XDG_CACHE_HOME", caches.toString())), "process", caches);
      try {
        made.awaitCache(caches.resolve("triga").resolve("aot"));
        return made;
      } catch (IOException | Unavailable e) {
        made.close();
        throw e;
      }
    } catch (IOException e) {
      throw new Unavailable("there is no folder for a cache: " + e.getMessage());
    }
  }

  private static SecondJvm arbiter(List<String> options, Map<String, String> environment) {
    return SecondJvm.launch(MODULE, options, environment, TrigaSpawns.class);
  }

  private void awaitCache(Path folder) throws IOException {
    long deadline = System.nanoTime() + TRAINING_MAX.toNanos();
    while (System.nanoTime() - deadline < 0) {
      try (var files = Files.list(folder)) {
        if (files.anyMatch(file -> file.toString().endsWith(".aot"))) {
          next(Duration.ZERO);
          return;
        }
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
    throw new Unavailable("no AOT cache was made within " + TRAINING_MAX.toSeconds() + " s");
  }

  @Override
  public Start next(Duration rest) {
    arbiter.writeLine(kind);
    String[] answer = arbiter.readLine().split(" ", -1);
    double millis = Long.parseLong(answer[0]) / 1e6;
    long pid = Long.parseLong(answer[1]);
    Start start = pid == 0 ? Start.ofThread(millis) : Start.ofProcess(millis, pid, rest);
    arbiter.writeLine("end");
    arbiter.readLine();
    return start;
  }

  @Override
  public void close() {
    arbiter.close();
    var folder = caches;
    if (folder != null) {
      remove(folder);
    }
  }

  private static void remove(Path folder) {
    try (var all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the cache of this measurement is left in " + folder, e);
    }
  }
}
