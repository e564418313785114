package dev.triga.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Looks once a second whether files have changed, by their times and sizes: `--reload`. Folders
/// are looked through.
final class FileWatch {
  /// More files than these are not looked at: this is for development.
  private static final int FILES_MAX = 20_000;

  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final Supplier<List<Path>> files;
  private final Runnable changed;
  private Map<Path, String> seen;

  private FileWatch(Supplier<List<Path>> files, Runnable changed) {
    this.files = files;
    this.changed = changed;
    this.seen = look();
  }

  /// Begins to look, on a daemon thread of its own.
  ///
  /// @param files which files and folders, asked each time
  /// @param changed is called after a change, when a second has passed without another
  static void start(Supplier<List<Path>> files, Runnable changed) {
    var watch = new FileWatch(files, changed);
    Thread.ofPlatform().daemon().name("triga-reload").start(watch::run);
  }

  private void run() {
    boolean isPending = false;
    while (true) {
      LockSupport.parkNanos(PERIOD.toNanos());
      Map<Path, String> now = look();
      boolean isChanged = !now.equals(seen);
      seen = now;
      if (isPending && !isChanged) {
        changed.run();
      }
      isPending = isChanged;
    }
  }

  private Map<Path, String> look() {
    Map<Path, String> found = new HashMap<>();
    for (Path file : files.get()) {
      try (Stream<Path> all = Files.walk(file)) {
        all.filter(Files::isRegularFile)
            .limit(FILES_MAX)
            .forEach(each -> found.put(each, state(each)));
      } catch (IOException | UncheckedIOException e) {
        // It may be on its way from an old to a new one, which the next look sees.
        found.put(file, "not there");
      }
    }
    return found;
  }

  private static String state(Path file) {
    try {
      return Files.getLastModifiedTime(file) + " " + Files.size(file);
    } catch (IOException e) {
      return "not there";
    }
  }
}
