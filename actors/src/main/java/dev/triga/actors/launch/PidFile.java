package dev.triga.actors.launch;

import dev.triga.actors.ending.Leftovers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A file with the number of the process that runs a service, for scripts and service managers.
///
/// A lock on it tells whether that process lives: it goes with the process, so a file that a dead
/// one has left is taken over, whatever it says and whoever has that number by now. Any thread.
///
/// The lock is of the kind that a process loses when it closes any descriptor of the file, so
/// nothing here opens it a second time: whether the name still means it is told by its number in
/// the file system.
public final class PidFile implements AutoCloseable {
  /// More is no number of a process.
  private static final int TEXT_BYTES_MAX = 20;

  private final FileChannel file;
  private final FileLock lock;
  private final Consumer<String> complaints;
  private @Nullable Object key;
  private Path path;

  /// It cannot be had; the message says why in one sentence.
  public static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refusal(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  private PidFile(Path path, FileChannel file, FileLock lock, Consumer<String> complaints) {
    this.path = path;
    this.file = file;
    this.lock = lock;
    this.complaints = complaints;
  }

  /// Makes the file, or takes over that of a process that is gone. Where the name is a link, the
  /// file is what it leads to, and the link stays.
  ///
  /// @param complaints told in a sentence when the file cannot be removed
  /// @throws Refusal if another process holds it, or it cannot be written
  public static PidFile create(Path path, long pid, Consumer<String> complaints) {
    return Leftovers.make(() -> make(path, pid, complaints), PidFile::remove);
  }

  private static PidFile make(Path path, long pid, Consumer<String> complaints) {
    try {
      while (true) {
        var made = open(path, complaints);
        // Who had it may have removed it between our opening and locking it.
        if (made.claim(pid)) {
          return made;
        }
        made.file.close();
      }
    } catch (IOException e) {
      throw new Refusal("cannot write pid file " + path + ": " + reason(e), e);
    }
  }

  private static PidFile open(Path path, Consumer<String> complaints) throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new Refusal("pid file " + path + " is no file but something else", null);
    }
    var file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = tryLock(file);
      if (lock == null) {
        throw new Refusal(
            "pid file " + path + " belongs to process " + read(file) + ", which runs", null);
      }
      Path real = Files.isSymbolicLink(path) ? path.toRealPath() : path;
      return new PidFile(real, file, lock, complaints);
    } finally {
      if (lock == null) {
        file.close();
      }
    }
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      // This JVM has it.
      return null;
    }
  }

  private static String read(FileChannel file) throws IOException {
    var text = ByteBuffer.allocate(TEXT_BYTES_MAX);
    file.read(text, 0);
    return StandardCharsets.US_ASCII.decode(text.flip()).toString().strip();
  }

  /// Writes the number.
  ///
  /// @return false if the file does not have its name any more
  private boolean claim(long pid) throws IOException {
    try {
      file.truncate(0);
      var before = Files.readAttributes(path, BasicFileAttributes.class);
      if (before.size() != 0) {
        return false;
      }
      key = before.fileKey();
      var text = ByteBuffer.wrap((pid + "\n").getBytes(StandardCharsets.US_ASCII));
      int length = text.remaining();
      while (text.hasRemaining()) {
        file.write(text, text.position());
      }
      var after = Files.readAttributes(path, BasicFileAttributes.class);
      if (after.size() != length || !Objects.equals(key, after.fileKey())) {
        return false;
      }
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      // Half a number, or none, would be taken for somebody else's.
      remove();
      throw e;
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case FileSystemException named when named.getReason() != null -> named.getReason();
      case NoSuchFileException _ -> "there is no such folder";
      case AccessDeniedException _ -> "permission denied";
      default -> String.valueOf(e.getMessage());
    };
  }

  /// The name it has at present.
  public synchronized Path path() {
    return path;
  }

  /// Gives it another name, in one step; whoever had that name is gone from there.
  ///
  /// @throws Refusal if that cannot be done
  public synchronized void rename(Path name) {
    try {
      Files.move(path, name, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      path = name;
    } catch (IOException e) {
      throw new Refusal("cannot rename pid file " + path + " to " + name + ": " + reason(e), e);
    }
  }

  /// Removes the file, unless somebody else's stands there by now. One that cannot be removed is
  /// emptied: its number may be somebody else's soon.
  @Override
  public void close() {
    Leftovers.forget(this);
    remove();
  }

  private synchronized void remove() {
    if (!file.isOpen()) {
      return;
    }
    try (file) {
      if (isStillOurs()) {
        delete();
      }
      lock.release();
    } catch (IOException e) {
      complaints.accept("cannot remove pid file " + path + ": " + reason(e));
    }
  }

  private void delete() throws IOException {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      file.truncate(0);
      complaints.accept(
          "cannot remove pid file " + path + ", so it stays and is empty: " + reason(e));
    }
  }

  private boolean isStillOurs() throws IOException {
    try {
      return key != null
          && key.equals(Files.readAttributes(path, BasicFileAttributes.class).fileKey());
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
