package dev.triga.transport;

import dev.triga.async.Deferred;
import dev.triga.driver.StreamHandle;
import dev.triga.loop.EventLoop;
import dev.triga.loop.FileWork;
import dev.triga.net.CloseReason;
import dev.triga.net.FileFailure;
import dev.triga.net.FileRegion;
import dev.triga.net.OpenFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A file that is open and waits to be sent.
final class HeldFile implements OpenFile {
  /// How often a file is opened anew that was replaced meanwhile. Between the two looks at it there
  /// is only the opening, so that the second attempt is rare already.
  static final int ATTEMPTS_MAX = 64;

  /// A file that was opened, and what it is like.
  record Known(OpenedFile opened, BasicFileAttributes attributes) {}

  /// Opens a file.
  @FunctionalInterface
  interface Opener {
    /// Opens it. Beside the turn.
    OpenedFile open() throws IOException;
  }

  private final Outgoing owner;
  private final FileWork work;
  private final Path path;
  private final Known known;
  private boolean isAway;

  HeldFile(Outgoing owner, FileWork work, Path path, Known known) {
    this.owner = owner;
    this.work = work;
    this.path = path;
    this.known = known;
  }

  /// Opens a file for a handle. On the turn.
  static Deferred<OpenFile> open(
      Outgoing owner, EventLoop loop, Ending ending, StreamHandle handle, Path path) {
    var result = new Deferred<OpenFile>(loop);
    var source = new FileRegion.Source.OfPath(path);
    var work = new FileWork(loop, path, path);
    work.begin(
        () -> open(path, () -> OpenedFile.of(handle, source)),
        (known, failure) -> {
          if (known == null) {
            var why = Objects.requireNonNull(failure);
            result.fail(unsent(path, work.explain("opening", why), why));
            return;
          }
          var held = new HeldFile(owner, work, path, known);
          if (ending.isOver()) {
            held.close();
            result.fail(unsent(path, "the connection is over", null));
          } else if (!result.succeed(held)) {
            held.close();
          }
        });
    return result;
  }

  private static FileFailure unsent(Path path, String detail, @Nullable Throwable cause) {
    var reason = new CloseReason(CloseReason.Kind.ABORTED, detail, cause);
    return new FileFailure(FileRegion.of(path), 0, reason);
  }

  /// Opens a file. No way of opening is common to all drivers that also tells what was opened; so
  /// the path is looked at before and afterwards, and where it leads to the same file, unchanged,
  /// that is the one. Beside the turn.
  static Known open(Path path, Opener opener) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      var before = Files.readAttributes(path, BasicFileAttributes.class);
      var opened = opener.open();
      boolean isKnown = false;
      try {
        var after = Files.readAttributes(path, BasicFileAttributes.class);
        isKnown = isSame(before, after) && opened.size() == after.size();
        if (isKnown) {
          return new Known(opened, after);
        }
      } finally {
        if (!isKnown) {
          opened.file().close();
        }
      }
    }
    throw new FileSystemException(
        path.toString(),
        null,
        "it was changed each of the " + ATTEMPTS_MAX + " times it was opened");
  }

  private static boolean isSame(BasicFileAttributes one, BasicFileAttributes other) {
    return Objects.equals(one.fileKey(), other.fileKey())
        && one.lastModifiedTime().equals(other.lastModifiedTime())
        && one.size() == other.size();
  }

  /// Opens the same file once more, in order to read it. Beside the turn.
  ///
  /// @throws IOException also if another one stands there now
  OpenedFile toRead() throws IOException {
    var again = open(path, () -> OpenedFile.toRead(new FileRegion.Source.OfPath(path)));
    if (!isSame(known.attributes(), again.attributes())) {
      again.opened().file().close();
      throw new IOException("it was replaced or changed");
    }
    return again.opened();
  }

  /// Checks that it may be sent there.
  ///
  /// @throws IllegalArgumentException if it was opened for another connection
  /// @throws IllegalStateException if it was closed or sent already
  void checkOwner(Outgoing sender) {
    if (owner != sender) {
      throw new IllegalArgumentException(path + " is open for another transport");
    }
    if (isAway) {
      throw new IllegalStateException(path + " was closed or sent already");
    }
  }

  /// Gives it away: whoever takes it closes it.
  OpenedFile take() {
    isAway = true;
    return known.opened();
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public BasicFileAttributes attributes() {
    return known.attributes();
  }

  @Override
  public void close() {
    if (!isAway) {
      isAway = true;
      var file = known.opened().file();
      work.last(() -> {
        file.close();
        return file;
      });
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
