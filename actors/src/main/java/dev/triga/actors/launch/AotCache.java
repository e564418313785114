package dev.triga.actors.launch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A file with loaded classes and linked calls from which JVMs of one command line start (JEP 483,
/// JEP 514), in the cache folder of its user. It is optional in every way: without it, or with one
/// that the JVM does not like, a JVM starts as it would have, only later.
///
/// Which one it is tells a digest of the JVM, of all options, and of all jars with size and time: a
/// difference in any of them would void it. Folders of classes cannot be in a cache, so a command
/// line with one has none. Any thread, but not a turn: it reads folders.
public final class AotCache {
  /// How many caches of all programs are kept, the latest used ones; each is some 30 MB.
  static final int KEPT_MAX = 8;

  private static final Set<PosixFilePermission> OTHERS_WRITE =
      PosixFilePermissions.fromString("----w--w-");

  private static final String SUFFIX = ".aot";

  private final Path folder;
  private final Path file;

  private AotCache(Path folder, String name) {
    this.folder = folder;
    file = folder.resolve(name);
  }

  /// The one for a command line.
  ///
  /// @param environment of this process, which names the user's cache folder
  /// @param owner our user
  /// @param command the command line of the JVM that is to start from it, without options of caches
  /// @param classPath the class path in it
  /// @param modulePath the module path in it
  /// @return null if there cannot be one
  public static @Nullable AotCache of(
      Map<String, String> environment,
      UserPrincipal owner,
      List<String> command,
      String classPath,
      String modulePath) {
    try {
      Path folder = folder(environment, owner);
      var jars = new ArrayList<Path>();
      if (folder == null || !addJars(jars, classPath, false) || !addJars(jars, modulePath, true)) {
        return null;
      }
      return new AotCache(folder, key(command, jars) + SUFFIX);
    } catch (IOException e) {
      System.getLogger(AotCache.class.getName())
          .log(System.Logger.Level.DEBUG, "no AOT cache can be used", e);
      return null;
    }
  }

  /// The folder, which nobody but us may write to: what lies in it is run.
  private static @Nullable Path folder(Map<String, String> environment, UserPrincipal owner)
      throws IOException {
    String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path base =
        caches.startsWith("/")
            ? Path.of(caches)
            : Path.of(System.getProperty("user.home", ""), ".cache");
    Path folder = base.resolve("triga").resolve("aot");
    if (!folder.isAbsolute()) {
      return null;
    }
    Files.createDirectories(folder);
    var found = Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    boolean isOurs =
        found.isDirectory()
            && found.owner().equals(owner)
            && found.permissions().stream().noneMatch(OTHERS_WRITE::contains);
    return isOurs ? folder : null;
  }

  /// @param hasFolders whether a folder on the path stands for the jars in it
  /// @return whether there are nothing but jars
  private static boolean addJars(List<Path> jars, String path, boolean hasFolders)
      throws IOException {
    for (String element : path.split(":", -1)) {
      Path place = Path.of(element);
      if (element.isEmpty()) {
        continue;
      }
      if (Files.isRegularFile(place)) {
        jars.add(place);
      } else if (hasFolders && Files.isDirectory(place)) {
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(place, "*.jar")) {
          inside.forEach(jars::add);
        }
      } else {
        return false;
      }
    }
    return true;
  }

  private static String key(List<String> command, List<Path> jars) throws IOException {
    var text = new StringBuilder(System.getProperty("java.vm.version", "")).append('\n');
    command.forEach(word -> text.append(word).append('\n'));
    jars.sort(Comparator.naturalOrder());
    for (Path jar : jars) {
      var seen = Files.readAttributes(jar, BasicFileAttributes.class);
      text.append(jar).append(' ').append(seen.size()).append(' ');
      text.append(seen.lastModifiedTime().toMillis()).append('\n');
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// The options with which a JVM starts from it; none if it is not there.
  public List<String> options() {
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    try {
      Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis()));
    } catch (IOException e) {
      // Somebody has just removed it, and the JVM will not mind.
      return List.of();
    }
    return List.of("-XX:AOTCache=" + file);
  }

  /// Begins to make it, unless it is there, or another process is at it.
  public @Nullable Making make() {
    if (Files.isRegularFile(file)) {
      return null;
    }
    try {
      var lockFile =
          FileChannel.open(
              file.resolveSibling(file.getFileName() + ".lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      FileLock lock = lockFile.tryLock();
      if (lock != null) {
        return new Making(this, lockFile);
      }
      lockFile.close();
    } catch (IOException | java.nio.channels.OverlappingFileLockException e) {
      System.getLogger(AotCache.class.getName())
          .log(System.Logger.Level.DEBUG, "no AOT cache can be made", e);
    }
    return null;
  }

  /// One that is being made. The system takes note when we die meanwhile.
  public static final class Making implements AutoCloseable {
    private final AotCache cache;
    private final FileChannel lock;
    private final Path draft;

    private Making(AotCache cache, FileChannel lock) {
      this.cache = cache;
      this.lock = lock;
      draft = cache.file.resolveSibling(cache.file.getFileName() + ".draft");
    }

    /// Where the JVM that is watched is to write it.
    public Path draft() {
      return draft;
    }

    /// It is written: from now on JVMs start from it.
    ///
    /// @return whether it was
    /// @throws IOException if it cannot be put in its place
    public boolean done() throws IOException {
      if (!Files.isRegularFile(draft) || Files.size(draft) == 0) {
        return false;
      }
      Files.move(draft, cache.file, StandardCopyOption.ATOMIC_MOVE);
      removeOldest(cache.folder);
      return true;
    }

    private static void removeOldest(Path folder) throws IOException {
      var all = new ArrayList<Path>();
      try (DirectoryStream<Path> caches = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
        caches.forEach(all::add);
      }
      all.sort(Comparator.comparing(AotCache::lastUsed));
      for (Path old : all.subList(0, Math.max(0, all.size() - KEPT_MAX))) {
        Files.deleteIfExists(old);
      }
    }

    /// Removes what is left of the work.
    @Override
    public void close() {
      try (lock) {
        Files.deleteIfExists(draft);
        Files.deleteIfExists(draft.resolveSibling(draft.getFileName() + ".config"));
        Files.deleteIfExists(cache.file.resolveSibling(cache.file.getFileName() + ".lock"));
      } catch (IOException e) {
        System.getLogger(AotCache.class.getName())
            .log(System.Logger.Level.DEBUG, "cannot remove " + draft, e);
      }
    }
  }

  private static FileTime lastUsed(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
