package dev.triga.actors.launch;

import dev.triga.actors.ending.Leftovers;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The folder with the sockets of one run, which only its owner may enter: `BASE/PID`, where the
/// base is `triga` in `$XDG_RUNTIME_DIR` or `triga-UID` in the temporary folder. Further arbiters
/// of one process have `BASE/PID-2` and so on.
///
/// Everybody may write to the temporary folder, so a base there is only taken if it is a real
/// folder (no link), belongs to us and nobody else may enter it. Whether a run is over is told by a
/// lock on a file in its folder, which the system gives up with the process: a number that another
/// process has by now does not deceive it. Any thread.
public final class RunDirectory implements AutoCloseable {
  /// The longest path of a socket, in bytes; the systems allow 103 to 107.
  public static final int SOCKET_PATH_BYTES_MAX = 99;

  /// The longest name of a socket.
  public static final int SOCKET_NAME_BYTES_MAX = 16;

  private static final Set<PosixFilePermission> OURS_ALONE =
      PosixFilePermissions.fromString("rwx------");

  private static final String LOCK = "lock";

  /// Those of this JVM. Their lock files must not be opened again: closing any descriptor of a file
  /// gives up the process's lock on it.
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel lockFile;
  private final FileLock lock;

  private RunDirectory(Path path, FileChannel lockFile, FileLock lock) {
    this.path = path;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /// Where runs of a user may have their folders, the best first.
  ///
  /// @param runtimeFolder the value of `XDG_RUNTIME_DIR`, empty if it has none
  /// @param temporaryFolder the temporary folder
  /// @param user the number of the user
  public static List<Path> places(String runtimeFolder, Path temporaryFolder, long user) {
    var places = new ArrayList<Path>();
    Path runtime = Path.of(runtimeFolder);
    if (!runtimeFolder.isEmpty() && runtime.isAbsolute() && Files.isDirectory(runtime)) {
      places.add(runtime.resolve("triga"));
    }
    places.add(temporaryFolder.resolve("triga-" + user));
    return places;
  }

  /// Makes the folder of a run in the first of several places that will do, and removes what runs
  /// that are over have left there.
  ///
  /// @param places where to try
  /// @param owner the user to whom it is to belong: who runs this
  /// @param pid the process
  /// @throws RunDirectoryException if none will do, with the reasons
  public static RunDirectory create(List<Path> places, UserPrincipal owner, long pid) {
    return Leftovers.make(() -> make(places, owner, pid), RunDirectory::remove);
  }

  private static RunDirectory make(List<Path> places, UserPrincipal owner, long pid) {
    var reasons = new ArrayList<String>();
    for (Path base : places) {
      try {
        return createIn(base, owner, pid);
      } catch (IOException | RunDirectoryException e) {
        reasons.add(e instanceof RunDirectoryException ? e.getMessage() : base + ": " + e);
      }
    }
    throw new RunDirectoryException(
        "there is no folder for the sockets of this run: " + String.join("; ", reasons), null);
  }

  /// The folder of the run of another process, if there is one.
  ///
  /// @param places where it may be
  /// @param owner whose it has to be
  /// @throws RunDirectoryException if somebody else may have a hand in one of the places
  public static @Nullable Path find(List<Path> places, UserPrincipal owner, long pid) {
    for (Path base : places) {
      Path run = base.resolve(Long.toString(pid));
      try {
        if (Files.isDirectory(run, LinkOption.NOFOLLOW_LINKS)) {
          check(base, owner);
          return run;
        }
      } catch (IOException e) {
        throw new RunDirectoryException(base + ": " + e, e);
      }
    }
    return null;
  }

  private static RunDirectory createIn(Path base, UserPrincipal owner, long pid)
      throws IOException {
    Path path = claim(base, pid);
    try {
      return createAt(path, base, owner);
    } catch (IOException | RuntimeException e) {
      OURS.remove(path);
      throw e;
    }
  }

  /// A name that no other run of this JVM has.
  private static Path claim(Path base, long pid) {
    Path path = base.resolve(Long.toString(pid));
    for (int run = 2; !OURS.add(path); run++) {
      path = base.resolve(pid + "-" + run);
    }
    return path;
  }

  private static RunDirectory createAt(Path path, Path base, UserPrincipal owner)
      throws IOException {
    checkLength(path);
    makeAlone(base);
    check(base, owner);
    removeStale(base);
    removeTree(path);
    Files.createDirectory(path, PosixFilePermissions.asFileAttribute(OURS_ALONE));
    // A strict umask may have taken rights away.
    Files.setPosixFilePermissions(path, OURS_ALONE);
    var file =
        FileChannel.open(
            path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return new RunDirectory(path, file, file.lock());
  }

  private static void checkLength(Path path) {
    int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length + 1 + SOCKET_NAME_BYTES_MAX;
    if (bytes > SOCKET_PATH_BYTES_MAX) {
      throw new RunDirectoryException(
          "sockets in %s would have paths of up to %d bytes, at most %d are possible"
              .formatted(path, bytes, SOCKET_PATH_BYTES_MAX),
          null);
    }
  }

  private static void makeAlone(Path base) throws IOException {
    try {
      Files.createDirectory(base, PosixFilePermissions.asFileAttribute(OURS_ALONE));
    } catch (FileAlreadyExistsException e) {
      // Whose it is and what it is gets checked in any case.
      return;
    }
  }

  /// @throws RunDirectoryException if somebody else may have a hand in it
  private static void check(Path base, UserPrincipal owner) throws IOException {
    var found = Files.readAttributes(base, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!found.isDirectory()) {
      throw refused(base, found.isSymbolicLink() ? "is a link" : "is no folder");
    }
    if (!found.owner().equals(owner)) {
      throw refused(base, "belongs to " + found.owner().getName() + ", not to " + owner.getName());
    }
    if (!OURS_ALONE.containsAll(found.permissions())) {
      throw refused(
          base,
          "may be entered by others (" + PosixFilePermissions.toString(found.permissions()) + ")");
    }
  }

  private static RunDirectoryException refused(Path base, String why) {
    return new RunDirectoryException(base + " " + why + ": remove it", null);
  }

  private static void removeStale(Path base) throws IOException {
    try (DirectoryStream<Path> runs = Files.newDirectoryStream(base, "[0-9]*")) {
      for (Path run : runs) {
        if (!OURS.contains(run) && isOver(run)) {
          removeTree(run);
        }
      }
    }
  }

  /// Whether a run is over: nobody holds its lock.
  public static boolean isOver(Path run) {
    try (var file = FileChannel.open(run.resolve(LOCK), StandardOpenOption.WRITE);
        FileLock free = file.tryLock()) {
      return free != null;
    } catch (NoSuchFileException e) {
      // Between making the folder and making the lock lie microseconds; a dead process leaves such
      // a folder for good.
      return isOld(run);
    } catch (OverlappingFileLockException e) {
      // It is this JVM's.
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isOld(Path run) {
    try {
      String name = run.getFileName().toString();
      int end = name.indexOf('-');
      long pid = Long.parseLong(end < 0 ? name : name.substring(0, end));
      return ProcessHandle.of(pid).isEmpty();
    } catch (NumberFormatException e) {
      // Somebody else's; there is nothing of ours in it.
      return false;
    }
  }

  private static void removeTree(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.deleteIfExists(folder);
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        // There are no folders in it; a link is removed, not followed.
        Files.deleteIfExists(entry);
      }
    }
    Files.deleteIfExists(folder);
  }

  /// The folder.
  public Path path() {
    return path;
  }

  /// The path of a socket in it.
  ///
  /// @param name at most 16 bytes
  /// @throws IllegalArgumentException if the name is longer, or empty
  public Path socket(String name) {
    if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > SOCKET_NAME_BYTES_MAX) {
      throw new IllegalArgumentException(
          "socket name '" + name + "' must have 1 to " + SOCKET_NAME_BYTES_MAX + " bytes");
    }
    return path.resolve(name);
  }

  /// Removes the folder with what is in it. What cannot be removed is left to the next run.
  ///
  /// @throws RunDirectoryException if it cannot be removed
  @Override
  public void close() {
    Leftovers.forget(this);
    remove();
  }

  private synchronized void remove() {
    if (!lockFile.isOpen()) {
      return;
    }
    try (lockFile) {
      removeTree(path);
      OURS.remove(path);
      lock.release();
    } catch (IOException e) {
      throw new RunDirectoryException("cannot remove " + path + ": " + e, e);
    }
  }
}
