package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which changes count, and when, on a clock of the test's own.
class FileWatchTest {
  private static final long QUIET = FileWatch.QUIET.toNanos();

  @TempDir private Path folder = Path.of("");
  private Path file = Path.of("");
  private Path classes = Path.of("");

  @BeforeEach
  void make() throws IOException {
    file = Files.writeString(folder.resolve("triga.toml"), "a");
    classes = Files.createDirectory(folder.resolve("classes"));
  }

  private FileWatch watch() {
    return new FileWatch(() -> List.of(file), () -> List.of(classes));
  }

  @Test
  void aChangeCountsOnceWhenNoOtherFollows() throws IOException {
    var watch = watch();
    assertThat(watch.look(0)).isFalse();
    Files.writeString(file, "ab");
    assertThat(watch.look(1)).isFalse();
    Files.writeString(file, "abc");
    assertThat(watch.look(QUIET)).as("changed again").isFalse();
    assertThat(watch.look(2 * QUIET - 1)).isFalse();
    assertThat(watch.look(2 * QUIET)).isTrue();
    assertThat(watch.look(3 * QUIET)).as("once").isFalse();
  }

  @Test
  void aFileThatIsReplacedRemovedOrComesBackHasChanged() throws IOException {
    var watch = watch();
    Files.delete(file);
    assertThat(watch.look(0) || watch.look(QUIET)).isTrue();
    Files.writeString(file, "a");
    assertThat(watch.look(2 * QUIET) || watch.look(3 * QUIET)).isTrue();
  }

  /// Neither does what a compiler leaves for itself in a hidden folder.
  @Test
  void ofAClassPathClassesAndJarsCountButNoLogs() throws IOException {
    var watch = watch();
    Files.writeString(classes.resolve("server.log"), "HUP");
    Files.createDirectory(classes.resolve(".cache"));
    Files.writeString(classes.resolve(".cache").resolve("A.class"), "a");
    assertThat(watch.look(0) || watch.look(QUIET)).isFalse();
    Files.createDirectories(classes.resolve("a/b"));
    Files.writeString(classes.resolve("a/b/A.class"), "a");
    assertThat(watch.look(2 * QUIET) || watch.look(3 * QUIET)).isTrue();
    Files.writeString(classes.resolve("c.jar"), "c");
    assertThat(watch.look(4 * QUIET) || watch.look(5 * QUIET)).isTrue();
  }

  /// Deployments put the new classes beside the old ones and turn a link.
  @Test
  void aFolderBehindALinkIsLookedThrough() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("current"), classes);
    var watch = new FileWatch(() -> List.of(folder.resolve("none")), () -> List.of(link));
    Files.writeString(classes.resolve("A.class"), "a");
    assertThat(watch.look(0) || watch.look(QUIET)).isTrue();
  }
}
