package dev.triga.actors.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where the sockets of a run lie, and who may get at them.
class RunDirectoryTest {
  private static final long PID = ProcessHandle.current().pid();

  @TempDir private Path temporary = Path.of("");

  private UserPrincipal we() throws IOException {
    return Files.getOwner(temporary);
  }

  private RunDirectory create() throws IOException {
    return RunDirectory.create(List.of(temporary.resolve("triga-1")), we(), PID);
  }

  @Test
  void onlyItsOwnerMayEnterIt() throws IOException {
    try (var directory = create()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path())))
          .isEqualTo("rwx------");
      assertThat(directory.path().getParent()).hasFileName("triga-1");
      assertThat(directory.socket("arbiter").getParent()).isEqualTo(directory.path());
    }
    assertThat(temporary.resolve("triga-1")).isEmptyDirectory();
  }

  @Test
  void theRuntimeFolderComesFirstWhereThereIsOne() throws IOException {
    Path runtime = Files.createDirectory(temporary.resolve("r"));
    assertThat(RunDirectory.places(runtime.toString(), temporary, 7))
        .containsExactly(runtime.resolve("triga"), temporary.resolve("triga-7"));
    assertThat(RunDirectory.places("", temporary, 7)).containsExactly(temporary.resolve("triga-7"));
    assertThat(RunDirectory.places("relative", temporary, 7)).hasSize(1);
  }

  @Test
  void aBaseThatOthersMayEnterIsRefused() throws IOException {
    Path base = Files.createDirectory(temporary.resolve("triga-1"));
    Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxr-x---"));
    assertThatThrownBy(this::create)
        .isInstanceOf(RunDirectoryException.class)
        .hasMessageContaining("may be entered by others");
  }

  @Test
  void aLinkIsRefusedAndTheNextPlaceTaken() throws IOException {
    Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
    Path link = Files.createSymbolicLink(temporary.resolve("triga-1"), elsewhere);
    assertThatThrownBy(this::create)
        .isInstanceOf(RunDirectoryException.class)
        .hasMessageContaining("is a link");
    Path next = temporary.resolve("triga-2");
    try (var directory = RunDirectory.create(List.of(link, next), we(), PID)) {
      assertThat(directory.path().getParent()).isEqualTo(next);
    }
  }

  @Test
  void aFolderOfSomebodyElseIsRefused() throws IOException {
    Path base = temporary.resolve("triga-1");
    Files.createDirectory(
        base, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    var other =
        temporary.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    assertThatThrownBy(() -> RunDirectory.create(List.of(base), other, PID))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessageContaining("belongs to");
  }

  @Test
  void whatDeadRunsLeftIsRemovedAndWhatLivesStays() throws IOException {
    try (var living = create()) {
      Path dead = Files.createDirectory(living.path().resolveSibling("999999999"));
      Files.createFile(dead.resolve("lock"));
      Files.createFile(dead.resolve("arbiter"));
      Path unlocked = Files.createDirectory(living.path().resolveSibling("999999998"));
      Path other = Files.createDirectory(living.path().resolveSibling("1x"));
      try (var another =
          RunDirectory.create(List.of(temporary.resolve("triga-1")), we(), PID + 1_000_000_000L)) {
        assertThat(another.path()).exists();
        assertThat(dead).doesNotExist();
        assertThat(unlocked).doesNotExist();
        assertThat(other).exists();
        assertThat(living.path()).exists();
      }
    }
  }

  @Test
  void severalRunsOfOneProcessHaveFoldersOfTheirOwn() throws IOException {
    try (var first = create()) {
      Path path;
      try (var second = create()) {
        path = second.path();
        assertThat(path).isNotEqualTo(first.path()).isDirectory();
        assertThat(first.path().resolve("lock")).exists();
      }
      assertThat(path).doesNotExist();
      assertThat(first.path()).isDirectory();
    }
  }

  @Test
  void aFolderWhoseSocketsWouldHaveLongPathsIsRefused() throws IOException {
    Path deep = temporary.resolve("x".repeat(90));
    assertThatThrownBy(() -> RunDirectory.create(List.of(deep), we(), PID))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessageContaining("at most 99");
    try (var directory = create()) {
      assertThatThrownBy(() -> directory.socket("a".repeat(17)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
