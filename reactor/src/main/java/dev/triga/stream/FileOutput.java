package dev.triga.stream;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The blocking side of a [FileSink]. One thread at a time, never the turn.
final class FileOutput {
  /// How many names are tried for the file beside; others may have left theirs.
  private static final int NAMES_MAX = 100;

  private static final AtomicLong NUMBERS = new AtomicLong();

  private final Path path;
  private final Set<FileSink.Option> options;
  private @Nullable FileChannel file;

  /// The file beside, until it has the name.
  private @Nullable Path beside;

  FileOutput(Path path, Set<FileSink.Option> options) {
    this.path = path;
    this.options = options;
  }

  /// Writes everything; what could not be written stays in the queue.
  FileChannel write(ByteQueue batch) throws IOException {
    var open = file();
    while (!batch.isEmpty()) {
      var ignored = batch.remove(open.write(batch.first()));
    }
    return open;
  }

  private FileChannel file() throws IOException {
    var open = file;
    if (open == null) {
      open = options.contains(FileSink.Option.ATOMIC) ? openBeside() : open();
      file = open;
    }
    return open;
  }

  private FileChannel open() throws IOException {
    OpenOption how =
        options.contains(FileSink.Option.APPEND)
            ? StandardOpenOption.APPEND
            : StandardOpenOption.TRUNCATE_EXISTING;
    return options.contains(FileSink.Option.NEW)
        ? FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)
        : FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE, how);
  }

  private FileChannel openBeside() throws IOException {
    for (int i = 1; ; i++) {
      var name =
          path.resolveSibling(
              "."
                  + path.getFileName()
                  + "."
                  + ProcessHandle.current().pid()
                  + "-"
                  + NUMBERS.incrementAndGet()
                  + ".part");
      try {
        var open = FileChannel.open(name, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        beside = name;
        return open;
      } catch (FileAlreadyExistsException e) {
        if (i == NAMES_MAX) {
          throw e;
        }
      }
    }
  }

  /// The data is complete.
  FileChannel complete() throws IOException {
    var open = file();
    boolean isSync = options.contains(FileSink.Option.SYNC);
    if (isSync) {
      open.force(true);
    }
    open.close();
    var renamed = beside;
    if (renamed != null) {
      Files.move(renamed, path, StandardCopyOption.ATOMIC_MOVE);
      beside = null;
      if (isSync) {
        syncFolder();
      }
    }
    return open;
  }

  /// The new name is safe only when the folder is. Where folders cannot be opened, as on Windows,
  /// the system looks after that itself.
  private void syncFolder() throws IOException {
    FileChannel folder;
    try {
      folder = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ);
    } catch (IOException e) {
      return;
    }
    try (folder) {
      folder.force(true);
    }
  }

  /// The data is not complete.
  Path discard() throws IOException {
    var open = file;
    var part = beside;
    file = null;
    beside = null;
    try {
      if (open != null) {
        open.close();
      }
    } finally {
      if (part != null) {
        Files.deleteIfExists(part);
      }
    }
    return path;
  }
}
