package dev.triga.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/// `triga batch`, with commands and with a Java task.
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class BatchIT {
  @TempDir private Path folder = Path.of("");

  private Path lines(String text) throws IOException {
    return Files.writeString(folder.resolve("lines"), text);
  }

  private Launched batch(Path input, String... rest) throws IOException {
    String[] all = new String[rest.length + 3];
    all[0] = "batch";
    all[1] = "--input";
    all[2] = input.toString();
    System.arraycopy(rest, 0, all, 3, rest.length);
    return Launched.triga(all);
  }

  @Test
  void aCommandRunsForEachLineAndItsOutputComesInOrder() throws Exception {
    Path input = lines("a b\n'; exit 9\nc\n");
    try (Launched batch =
        batch(input, "--ordered", "--parallel", "3", "--", "echo", "got {}!", "{}")) {
      assertThat(batch.line()).isEqualTo("got a b! a b");
      assertThat(batch.line()).isEqualTo("got '; exit 9! '; exit 9");
      assertThat(batch.line()).isEqualTo("got c! c");
      assertThat(batch.end()).isZero();
      assertThat(batch.standardError()).hasLineCount(1).startsWith("batch: 3, ");
    }
  }

  /// Else the first file that the JVM opens would be taken for it.
  @Test
  void aClosedStandardInputHasNoLines() throws Exception {
    try (Launched batch = Launched.script("exec \"$0\" \"$@\" <&-", "batch", "--", "cat")) {
      assertThat(batch.end()).isZero();
      assertThat(batch.standardError()).hasLineCount(1).startsWith("batch: 0, ");
    }
  }

  /// Each byte that a line and an argument can have, most of which are no text; the locale makes no
  /// difference.
  @Test
  void theBytesOfALineArriveAsTheyAre() throws Exception {
    var bytes = new ByteArrayOutputStream();
    for (int b = 1; b < 256; b++) {
      if (b != '\n') {
        bytes.write(b);
      }
    }
    Path out = folder.resolve("out");
    Path input = Files.write(folder.resolve("bytes"), bytes.toByteArray());
    String append = "printf '[%s|%s|%s]' \"$1\" \"$2\" \"$3\" >>" + out;
    String inC = "LC_ALL=C exec \"$0\" \"$@\" \"$(printf 'w\\303\\266rter\\376')\"";
    try (Launched batch =
        Launched.script(
            inC,
            "batch",
            "--input",
            input.toString(),
            "--",
            "sh",
            "-c",
            append,
            "sh",
            "a {} 'b$0",
            "{}{}")) {
      assertThat(batch.end()).isZero();
    }
    String line = bytes.toString(ISO_8859_1);
    assertThat(Files.readString(out, ISO_8859_1))
        .isEqualTo("[a " + line + " 'b$0|" + line + line + "|w\u00c3\u00b6rter\u00fe]");
    Files.delete(out);
    try (Launched batch = batch(input, "--", "sh", "-c", "cat >" + out)) {
      assertThat(batch.end()).isZero();
    }
    assertThat(Files.readString(out, ISO_8859_1)).isEqualTo(line + "\n");
  }

  @Test
  void aLineWithoutAPlaceGoesToStandardInputAndFailuresAreToldInJson() throws Exception {
    Path input = lines("x\n\"\\\n");
    try (Launched batch =
        batch(input, "--ordered", "--jsonl", "--", "sh", "-c", "read -r x; echo $x; test $x = x")) {
      assertThat(batch.line())
          .startsWith(
              "{\"line\":1,\"task\":\"x\",\"outcome\":\"success\",\"out\":\"x\\n\",\"err\":\"\",\"attempt\":1,");
      assertThat(batch.line())
          .startsWith("{\"line\":2,\"task\":\"\\\"\\\\\",\"outcome\":\"failure\",\"exit\":1,");
      assertThat(batch.end()).isEqualTo(1);
    }
  }

  @Test
  void theSumComesLastAndNoRetriesMayBeSaid() throws Exception {
    Path input = lines("1\n2\n3\n");
    try (Launched batch = batch(input, "--retries", "0", "--", "test", "{}", "-eq", "0")) {
      assertThat(batch.end()).isEqualTo(1);
      assertThat(batch.standardError().lines())
          .hasSize(4)
          .last()
          .asString()
          .startsWith("batch: 3, ")
          .endsWith(", 3 failed");
    }
  }

  @Test
  void theFirstErrorStopsIfThatIsWanted() throws Exception {
    Path input = lines("1\n2\n".repeat(1_000));
    try (Launched batch =
        batch(input, "--stop-on-error", "--parallel", "2", "--", "test", "{}", "-eq", "1")) {
      assertThat(batch.end()).isEqualTo(3);
      assertThat(batch.standardError()).contains("line 2 '2': exit code 1").contains("cancelled");
    }
  }

  @Test
  void aSignalStopsItAndItsCommands() throws Exception {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    Path input = lines(first + "\n" + second + "\n");
    String command = "touch \"$0\"; exec sleep 60";
    try (Launched batch =
        batch(input, "--jsonl", "--parallel", "2", "--", "sh", "-c", command, "{}")) {
      while (!Files.exists(first) || !Files.exists(second)) {
        Thread.onSpinWait();
      }
      batch.signal("TERM");
      assertThat(batch.line()).contains("\"outcome\":\"cancelled\"");
      assertThat(batch.line()).contains("\"outcome\":\"cancelled\"");
      assertThat(batch.end()).isEqualTo(3);
    }
  }

  @Test
  void aFullDiskIsNamed() throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/full")), "there is no /dev/full");
    String toFull = "exec \"$0\" batch --input \"$1\" -- echo more >/dev/full";
    try (Launched batch = Launched.script(toFull, lines("a\nb\n").toString())) {
      assertThat(batch.end()).isEqualTo(1);
      assertThat(batch.standardError())
          .contains("triga batch: cannot write to standard output: No space left on device\n");
    }
  }

  @Test
  void whoEndsReadingEndsIt() throws Exception {
    String toNobody = "\"$0\" batch --input \"$1\" -- echo more | true";
    try (Launched batch = Launched.script(toNobody, lines("a\nb\n").toString())) {
      assertThat(batch.end()).isZero();
      assertThat(batch.standardError())
          .contains("triga batch: nobody reads standard output any more\n");
    }
  }

  @Test
  void aSecondInterruptEndsItAtOnce() throws Exception {
    Path begun = folder.resolve("begun");
    Path told = folder.resolve("begun.told");
    Path input = lines(begun + "\n");
    // It does not end when it is told to, but for its own sake after some seconds.
    String stubborn =
        "trap 'touch \"$0.told\"' TERM; touch \"$0\";"
            + " i=0; while [ $i -lt 100 ]; do sleep 0.05; i=$((i+1)); done";
    try (Launched batch = batch(input, "--", "sh", "-c", stubborn, "{}")) {
      while (!Files.exists(begun)) {
        Thread.onSpinWait();
      }
      batch.signal("INT");
      while (!Files.exists(told)) {
        Thread.onSpinWait();
      }
      batch.signal("INT");
      assertThat(batch.end()).isEqualTo(130);
    }
  }

  @Test
  void aJavaTaskIsCompiledAndASecondRunDoesOnlyTheRest() throws Exception {
    Path task =
        Files.writeString(
            folder.resolve("Half.java"),
            """
            import dev.triga.tasks.Action;

            public class Half implements Action<String, Integer> {
              @Override
              public Integer run(String line) {
                return Integer.parseInt(line) / 2;
              }
            }
            """);
    Path input = lines("8\nx\n");
    String checkpoint = folder.resolve("done").toString();
    try (Launched batch =
        batch(input, "--task", task.toString(), "--resume", checkpoint, "--timeout", "20")) {
      assertThat(batch.line()).isEqualTo("4");
      assertThat(batch.end()).isEqualTo(1);
      assertThat(batch.standardError()).contains("line 2 'x': For input string: \"x\"");
    }
    assertThat(Files.readString(Path.of(checkpoint))).contains("1:8\t").doesNotContain("2:x");
    try (Launched batch = batch(input, "--task", task.toString(), "--resume", checkpoint)) {
      assertThat(batch.end()).isEqualTo(1);
    }
  }
}
