package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchMistakesTest {
  @TempDir private Path folder = Path.of("");
  private final StringWriter err = new StringWriter();

  private int triga(String... args) {
    return Main.run(args, new PrintWriter(new StringWriter()), new PrintWriter(err, true));
  }

  @ParameterizedTest
  @CsvSource({
    "--parallel, 0, a whole number within 1..",
    "--retries, -1, a whole number within 0..",
    "--timeout, -1, a number of seconds within",
    "--input, no-such-file, there is no file 'no-such-file'",
    "--input, src, is a folder",
  })
  void aBadValueIsNamedInOneLine(String option, String value, String allowed) {
    assertThat(triga("batch", option + "=" + value, "--", "true")).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(1).contains(option, value, allowed);
  }

  @Test
  void aCheckpointThatCannotBeHadIsToldInOneLine() throws Exception {
    String lines = Files.createFile(folder.resolve("lines")).toString();
    Path none = folder.resolve("none");
    String file = none.resolve("checkpoint").toString();
    assertThat(triga("batch", "--input", lines, "--resume", file, "--", "true")).isEqualTo(1);
    assertThat(err.toString())
        .hasLineCount(1)
        .contains("checkpoint " + file + ": there is no folder " + none);
  }

  @Test
  void aLineThatIsTooLongIsToldInOneLine() throws Exception {
    Path lines = folder.resolve("lines");
    Files.writeString(lines, "a".repeat(BatchLine.LENGTH_MAX + 1) + "\n");
    assertThat(triga("batch", "--input", lines.toString(), "--", "true")).isEqualTo(1);
    assertThat(err).hasToString("triga batch: line 1 has more than 1048576 bytes\n");
  }

  @Test
  void withoutAnythingToDoTheUsageIsShown() {
    assertThat(triga("batch")).isEqualTo(2);
    assertThat(err.toString()).contains("Missing COMMAND or --task", "Usage: triga batch");
  }

  @Test
  void aCommandAndATaskExcludeEachOther() throws Exception {
    Path lines = Files.createFile(folder.resolve("lines"));
    assertThat(triga("batch", "--input", lines.toString(), "--task", "Some", "--", "true"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("exclude each other");
  }

  @Test
  void aTaskThatIsNoneIsNamed() throws Exception {
    String lines = Files.createFile(folder.resolve("lines")).toString();
    String broken = Files.writeString(folder.resolve("Broken.java"), "class Broken {").toString();
    String other = Files.writeString(folder.resolve("Other.java"), "class Other {}").toString();
    assertThat(triga("batch", "--input", lines, "--task", "no.Such")).isEqualTo(2);
    assertThat(triga("batch", "--input", lines, "--task", "java.lang.String")).isEqualTo(2);
    assertThat(triga("batch", "--input", lines, "--task", broken)).isEqualTo(2);
    assertThat(triga("batch", "--input", lines, "--task", other)).isEqualTo(2);
    assertThat(err.toString())
        .contains("there is no class 'no.Such'")
        .contains("class 'java.lang.String' does not implement")
        .contains("does not compile")
        .contains("no class that implements");
  }
}
