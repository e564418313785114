package dev.triga.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Looks ten times a second whether files have changed, by their times and sizes: `--reload`.
/// Folders are looked through, but for those whose names begin with a dot.
///
/// Of a class path only classes and jars count: the current folder is one by default, and has the
/// logs in it that a reload writes.
final class FileWatch {
  /// More files and folders than these are not looked at: this is for development.
  private static final int FILES_MAX = 20_000;

  private static final Duration PERIOD = Duration.ofMillis(100);

  /// A change counts when for so long there was no other: a compiler writes one class after
  /// another.
  static final Duration QUIET = Duration.ofMillis(300);

  /// A look that takes long is followed by a pause of so many times as long.
  private static final int PAUSE_PER_LOOK = 10;

  private final Supplier<List<Path>> files;
  private final Supplier<List<Path>> classPath;
  private Map<Path, String> seen;
  private boolean isPending;
  private long changedNanos;

  /// What there is now is what changes are seen against.
  ///
  /// @param files which files and folders, asked each time
  /// @param classPath of which folders and jars, asked each time, the classes count
  FileWatch(Supplier<List<Path>> files, Supplier<List<Path>> classPath) {
    this.files = files;
    this.classPath = classPath;
    this.seen = found();
  }

  /// Begins to look, on a daemon thread of its own.
  ///
  /// @param changed is called after a change, when it is followed by no other
  void start(Runnable changed) {
    Thread.ofPlatform().daemon().name("triga-reload").start(() -> run(changed));
  }

  private void run(Runnable changed) {
    while (true) {
      long began = System.nanoTime();
      if (look(began)) {
        changed.run();
      }
      long taken = System.nanoTime() - began;
      LockSupport.parkNanos(Math.max(PERIOD.toNanos(), taken * PAUSE_PER_LOOK));
    }
  }

  /// Looks once.
  ///
  /// @return whether something has changed that this has not answered before, and nothing since for
  ///   [#QUIET]
  boolean look(long nowNanos) {
    Map<Path, String> now = found();
    if (!now.equals(seen)) {
      seen = now;
      isPending = true;
      changedNanos = nowNanos;
    }
    boolean isSettled = isPending && nowNanos - changedNanos >= QUIET.toNanos();
    isPending &= !isSettled;
    return isSettled;
  }

  private Map<Path, String> found() {
    var all = new Finder(false);
    files.get().forEach(all::walk);
    var classes = new Finder(true);
    classPath.get().forEach(classes::walk);
    all.states.putAll(classes.states);
    return all.states;
  }

  /// Notes the states of files.
  private static final class Finder extends SimpleFileVisitor<Path> {
    final Map<Path, String> states = new HashMap<>();
    private final boolean isOfClasses;
    private int count;
    private Path root = Path.of("");

    Finder(boolean isOfClasses) {
      this.isOfClasses = isOfClasses;
    }

    void walk(Path fileOrFolder) {
      root = fileOrFolder;
      try {
        Files.walkFileTree(
            fileOrFolder, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, this);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot look at " + fileOrFolder, e);
      }
    }

    private FileVisitResult counted() {
      count++;
      return count < FILES_MAX ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return !folder.equals(root) && String.valueOf(folder.getFileName()).startsWith(".")
          ? FileVisitResult.SKIP_SUBTREE
          : counted();
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String name = String.valueOf(file.getFileName());
      if (!isOfClasses || name.endsWith(".class") || name.endsWith(".jar")) {
        states.put(file, attributes.lastModifiedTime() + " " + attributes.size());
      }
      return counted();
    }

    /// It may be on its way from an old to a new one, which the next look sees.
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      if (!isOfClasses) {
        states.put(file, "not there");
      }
      return counted();
    }

    /// A folder that was removed meanwhile.
    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
      return FileVisitResult.CONTINUE;
    }
  }
}
