package dev.triga.actors.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The file with the number of the process.
class PidFileTest {
  @TempDir private Path folder = Path.of("");

  private Path path() {
    return folder.resolve("triga.pid");
  }

  @Test
  void itSaysWhoRunsAndGoesWithThem() throws IOException {
    try (var file = PidFile.create(path(), 4711)) {
      assertThat(file.path()).hasContent("4711\n");
    }
    assertThat(path()).doesNotExist();
  }

  @Test
  void itIsRefusedWhileItsProcessRuns() {
    try (var _ = PidFile.create(path(), 4711)) {
      assertThatThrownBy(() -> PidFile.create(path(), 4712))
          .isInstanceOf(PidFile.Refusal.class)
          .hasMessage("pid file " + path() + " belongs to process 4711, which runs");
      assertThat(path()).hasContent("4711\n");
    }
  }

  @Test
  void thatOfADeadProcessIsTakenOverWhateverItSays() throws IOException {
    for (String left : new String[] {"1\n", "garbage", "", "9".repeat(100)}) {
      Files.writeString(path(), left);
      try (var _ = PidFile.create(path(), 4711)) {
        assertThat(path()).hasContent("4711\n");
      }
    }
  }

  @Test
  void aSuccessorTakesTheNameWhenItsPredecessorHasGone() {
    var predecessor = PidFile.create(path(), 1);
    var successor = PidFile.create(folder.resolve("triga.pid.2"), 2);
    successor.rename(path());
    predecessor.close();
    assertThat(path()).hasContent("2\n");
    successor.close();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whyItCannotBeWrittenIsSaid() {
    assertThatThrownBy(() -> PidFile.create(folder.resolve("none").resolve("x"), 1))
        .isInstanceOf(PidFile.Refusal.class)
        .hasMessageContaining("there is no such folder");
  }
}
