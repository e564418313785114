package dev.triga.transport;

import dev.triga.net.BindFailure;
import dev.triga.net.Endpoint;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// The file of a Unix-domain socket, claimed before it is bound and removed when it is no longer
/// listened on.
///
/// A lock file beside it (`PATH.lock`) is locked meanwhile, so that of two who find a stale socket
/// only one removes it and binds; who finds it locked is told that the address is in use. The lock
/// is the system's and dies with its process, so nothing has to be cleaned up by hand after a
/// crash. Before a socket is removed as stale somebody has to have refused a connection to it: a
/// socket on which others listen, ours or not, is never taken away.
///
/// The file is removed again only if it is still the one that was bound: somebody may have replaced
/// it.
final class SocketFile {
  /// How often a lock is taken on a file that its last owner has just removed.
  private static final int ATTEMPTS_MAX = 100;

  private static final String ADVICE =
      "the address is in use; choose another path or stop the program that has it";

  private final Path path;
  private final Path lockPath;
  private final FileChannel lock;
  private @Nullable Object boundKey;

  private SocketFile(Path path, Path lockPath, FileChannel lock) {
    this.path = path;
    this.lockPath = lockPath;
    this.lock = lock;
  }

  /// Locks the path and removes a stale socket from it.
  ///
  /// @throws BindFailure if the path is in use, or cannot be used
  static SocketFile claim(Path path) {
    var lockPath = path.resolveSibling(path.getFileName() + ".lock");
    SocketFile claimed;
    try {
      claimed = new SocketFile(path, lockPath, lock(path, lockPath));
    } catch (NoSuchFileException e) {
      throw failure(
          path, "there is no folder " + path.getParent() + "; make it or choose another path", e);
    } catch (AccessDeniedException e) {
      throw failure(path, "its lock file " + lockPath + " cannot be used: permission denied", e);
    } catch (IOException e) {
      throw failure(path, "its lock file " + lockPath + " cannot be used: " + e, e);
    }
    try {
      claimed.removeStale();
      return claimed;
    } catch (IOException e) {
      claimed.release();
      throw failure(path, "what is there cannot be removed: " + e, e);
    } catch (BindFailure e) {
      claimed.release();
      throw e;
    }
  }

  private static BindFailure failure(Path path, String sentence, @Nullable Exception cause) {
    String message = "cannot listen on " + Endpoint.unix(path) + ": " + sentence;
    return cause == null ? new BindFailure(message) : new BindFailure(message, cause);
  }

  private static FileChannel lock(Path path, Path lockPath) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      var channel = FileChannel.open(lockPath, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      var before = keyOf(lockPath);
      if (!tryLock(channel)) {
        channel.close();
        throw failure(path, ADVICE, null);
      }
      // Who held the lock before may have removed the file between our opening and our locking it.
      var after = keyOf(lockPath);
      if (before != null && before.equals(after)) {
        return channel;
      }
      channel.close();
    }
    throw new IOException("it was replaced " + ATTEMPTS_MAX + " times while it was being locked");
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Another reactor of this process has it.
      return false;
    }
  }

  /// What tells a file from every other one of the machine; null when there is no such file.
  private static @Nullable Object keyOf(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (IOException e) {
      return null;
    }
  }

  private void removeStale() throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    var attributes =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isOther()) {
      throw failure(path, "there is a file that is not a socket; choose another path", null);
    }
    if (isLive()) {
      throw failure(path, ADVICE, null);
    }
    Files.deleteIfExists(path);
  }

  /// Whether somebody may be listening: only a refused connection proves the contrary.
  private boolean isLive() {
    try (var probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      // A blocking one would wait for ever where the backlog is full.
      probe.configureBlocking(false);
      probe.connect(UnixDomainSocketAddress.of(path));
      return true;
    } catch (IOException e) {
      return !String.valueOf(e.getMessage()).contains("refused");
    }
  }

  /// The socket was bound: from now on the file is ours.
  void bound() {
    boundKey = keyOf(path);
  }

  /// Somebody else owns the file from now on: [#release] unlocks the path only.
  void disown() {
    boundKey = null;
  }

  /// Removes the file if it is ours, and unlocks the path.
  void release() {
    try {
      var key = boundKey;
      if (key != null && key.equals(keyOf(path))) {
        Files.deleteIfExists(path);
      }
      Files.deleteIfExists(lockPath);
    } catch (IOException e) {
      // The folder has gone, or its permissions have changed: the next one who listens here finds a
      // stale socket and an unlocked lock file, and can deal with both.
      boundKey = null;
    } finally {
      unlock();
    }
  }

  private void unlock() {
    try {
      lock.close();
    } catch (IOException e) {
      // The descriptor is gone all the same, and the lock with it.
      boundKey = null;
    }
  }
}
