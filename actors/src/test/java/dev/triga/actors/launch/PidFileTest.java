package dev.triga.actors.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The file with the number of the process.
class PidFileTest {
  @TempDir private Path folder = Path.of("");

  private final List<String> complaints = new ArrayList<>();

  private Path path() {
    return folder.resolve("triga.pid");
  }

  @Test
  void itSaysWhoRunsAndGoesWithThem() throws IOException {
    try (var file = PidFile.create(path(), 4711, complaints::add)) {
      assertThat(file.path()).hasContent("4711\n");
    }
    assertThat(path()).doesNotExist();
  }

  @Test
  void itIsRefusedWhileItsProcessRuns() {
    try (var _ = PidFile.create(path(), 4711, complaints::add)) {
      assertThatThrownBy(() -> PidFile.create(path(), 4712, complaints::add))
          .isInstanceOf(PidFile.Refusal.class)
          .hasMessage("pid file " + path() + " belongs to process 4711, which runs");
      assertThat(path()).hasContent("4711\n");
    }
  }

  @Test
  void thatOfADeadProcessIsTakenOverWhateverItSays() throws IOException {
    for (String left : new String[] {"1\n", "garbage", "", "9".repeat(100)}) {
      Files.writeString(path(), left);
      try (var _ = PidFile.create(path(), 4711, complaints::add)) {
        assertThat(path()).hasContent("4711\n");
      }
    }
  }

  @Test
  void aSuccessorTakesTheNameWhenItsPredecessorHasGone() {
    var predecessor = PidFile.create(path(), 1, complaints::add);
    var successor = PidFile.create(folder.resolve("triga.pid.2"), 2, complaints::add);
    successor.rename(path());
    predecessor.close();
    assertThat(path()).hasContent("2\n");
    successor.close();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whyItCannotBeWrittenIsSaid() {
    assertThatThrownBy(
            () -> PidFile.create(folder.resolve("none").resolve("x"), 1, complaints::add))
        .isInstanceOf(PidFile.Refusal.class)
        .hasMessageContaining("there is no such folder");
  }

  @Test
  void whereTheNameIsALinkTheFileGoesAndTheLinkStays() throws IOException {
    Path target = folder.resolve("target.pid");
    Files.createSymbolicLink(path(), target);
    try (var _ = PidFile.create(path(), 4711, complaints::add)) {
      assertThat(target).hasContent("4711\n");
    }
    assertThat(target).doesNotExist();
    assertThat(path()).isSymbolicLink();
    assertThat(complaints).isEmpty();
  }

  /// Root may remove anything, so this is about everybody else.
  @Test
  void oneThatCannotBeRemovedIsEmptiedAndSaidInASentence() throws IOException {
    assumeFalse("root".equals(System.getProperty("user.name")), "root may remove anything");
    try (var _ = PidFile.create(path(), 4711, complaints::add)) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
    } finally {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    assertThat(path()).isEmptyFile();
    assertThat(complaints)
        .containsExactly(
            "cannot remove pid file " + path() + ", so it stays and is empty: permission denied");
  }
}
