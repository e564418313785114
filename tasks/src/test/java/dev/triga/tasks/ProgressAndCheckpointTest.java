package dev.triga.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/// What a batch tells while it goes on, and what it leaves for the next run.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class ProgressAndCheckpointTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void theListenerHearsWhileItGoesOnAndOnceAtTheEnd() {
    var heard = new ConcurrentLinkedDeque<Progress>();
    var enough = new CountDownLatch(3);
    try (TaskPool pool = TaskPool.of(TaskWorkers.virtual(2))) {
      pool.with(options ->
              options
                  .name("words")
                  .progress(
                      Duration.ofMillis(1),
                      progress -> {
                        heard.add(progress);
                        enough.countDown();
                      }))
          .run(
              (Integer task) -> {
                enough.await();
                return 4 / (task - 2);
              },
              IntStream.range(0, 4).boxed().toList());
    }
    Progress last = heard.getLast();
    assertThat(last.isOver()).isTrue();
    assertThat(heard).filteredOn(Progress::isOver).hasSize(1);
    assertThat(last.name()).isEqualTo("words");
    assertThat(last.total()).hasValue(4);
    assertThat(last.succeeded()).isEqualTo(3);
    assertThat(last.failed()).isEqualTo(1);
    assertThat(last.remaining()).contains(Duration.ZERO);
  }

  @Test
  void aListenerThatThrowsHarmsNobody() {
    try (TaskPool pool = TaskPool.of(TaskWorkers.virtual(2))) {
      var outcomes =
          pool.with(options ->
                  options.progress(_ -> {
                    throw new IllegalStateException("a listener that throws, on purpose");
                  }))
              .run((Integer task) -> task, List.of(1, 2));
      assertThat(outcomes.succeeded()).isEqualTo(2);
    }
  }

  private static Progress progress(long total, long succeeded, long failed, boolean isOver) {
    return new Progress(
        "words",
        total < 0 ? OptionalLong.empty() : OptionalLong.of(total),
        succeeded,
        failed,
        0,
        0,
        0,
        0,
        2,
        Duration.ofSeconds(10),
        isOver);
  }

  @Test
  void theBarShowsShareRateAndTimeLeft() {
    var bytes = new ByteArrayOutputStream();
    var bar = ProgressBar.onTerminal(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    bar.accept(progress(200, 49, 1, false));
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "\rwords [#####...............] 50/200 (25 %), 5.0/s, 0:00:30 left, 1 failed\033[K");
    bar.accept(progress(200, 199, 1, true));
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .endsWith(" 200/200 (100 %), 20.0/s in 0:00:10, 1 failed\033[K" + System.lineSeparator());
  }

  @Test
  void withoutATerminalThereAreFewPlainLines() {
    var bytes = new ByteArrayOutputStream();
    var bar = ProgressBar.asLines(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    bar.accept(progress(-1, 20, 0, false));
    bar.accept(progress(-1, 30, 0, false));
    bar.accept(progress(-1, 40, 0, true));
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .hasLineCount(2)
        .isEqualToIgnoringNewLines("words: 20, 2.0/s\nwords: 40, 4.0/s in 0:00:10\n");
  }

  @Test
  void aSecondRunDoesOnlyWhatTheFirstDidNot() {
    Path file = folder.resolve("checkpoint");
    var tasks = List.of("one", "tab\there", "line\nend", "back\\slash", "bad");
    for (int round = 0; round < 2; round++) {
      var begun = new ConcurrentLinkedQueue<String>();
      try (var checkpoint = Checkpoint.open(file);
          TaskPool pool = TaskPool.of(TaskWorkers.platform(2))) {
        Action<String, Integer> count =
            task -> {
              begun.add(task);
              if (task.equals("bad")) {
                throw new IllegalStateException("bad");
              }
              return task.length();
            };
        var outcomes =
            pool.run(
                checkpoint.resume(count, task -> task, String::valueOf, Integer::valueOf), tasks);
        assertThat(outcomes.results()).containsExactly(3, 8, 8, 10, null);
        assertThat(checkpoint.restored()).isEqualTo(round * 4);
      }
      assertThat(begun).hasSize(round == 0 ? 5 : 1).contains("bad");
    }
  }

  @Test
  void aLineThatWasCutOffIsForgotten() throws Exception {
    Path file = folder.resolve("checkpoint");
    try (var checkpoint = Checkpoint.open(file)) {
      checkpoint.resume((String task) -> task, task -> task, task -> task, task -> task).run("a");
    }
    Files.writeString(file, "b\tcut o", StandardOpenOption.APPEND);
    try (var checkpoint = Checkpoint.open(file)) {
      assertThat(checkpoint.isDone("a")).isTrue();
      assertThat(checkpoint.isDone("b")).isFalse();
      checkpoint.resume((String task) -> task, task -> task, task -> task, task -> task).run("c");
    }
    try (var checkpoint = Checkpoint.open(file)) {
      assertThat(checkpoint.isDone("c")).isTrue();
      assertThat(checkpoint.restored()).isEqualTo(2);
    }
  }

  @Test
  void aFileThatIsNoCheckpointOrInUseIsRefused() throws Exception {
    Path other = folder.resolve("other");
    Files.writeString(other, "precious\n");
    assertThatThrownBy(() -> Checkpoint.open(other))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("does not begin with");
    assertThat(other).hasContent("precious");

    byte[] noText = {(byte) 0xff, (byte) 0xfe, 1};
    Files.write(other, noText);
    assertThatThrownBy(() -> Checkpoint.open(other)).hasMessageContaining("is not a checkpoint");
    assertThat(other).hasBinaryContent(noText);
    assertThatThrownBy(() -> Checkpoint.open(folder)).hasMessageEndingWith(": it is a folder");
    Path none = folder.resolve("none");
    assertThatThrownBy(() -> Checkpoint.open(none.resolve("checkpoint")))
        .hasMessageEndingWith(": there is no folder " + none);

    Path file = folder.resolve("checkpoint");
    try (var first = Checkpoint.open(file)) {
      assertThatThrownBy(() -> Checkpoint.open(file)).hasMessageContaining("in use");
      assertThat(first.restored()).isZero();
    }
  }

  @Test
  void theFlightRecorderHasBatchesAndWhatWentWrong() throws Exception {
    Path file = folder.resolve("recording.jfr");
    try (var recording = new Recording();
        TaskPool pool = TaskPool.of(TaskWorkers.virtual(2))) {
      recording.enable("dev.triga.Batch");
      recording.enable("dev.triga.TaskTrouble");
      recording.start();
      pool.run((Integer task) -> 4 / task, List.of(0, 1, 2));
      recording.stop();
      recording.dump(file);
    }
    var events = RecordingFile.readAllEvents(file);
    assertThat(events)
        .filteredOn(event -> event.getEventType().getName().equals("dev.triga.Batch"))
        .singleElement()
        .satisfies(event -> assertThat(event.getLong("succeeded")).isEqualTo(2));
    assertThat(events)
        .filteredOn(event -> event.getEventType().getName().equals("dev.triga.TaskTrouble"))
        .singleElement()
        .satisfies(event -> assertThat(event.getString("outcome")).isEqualTo("Failure"));
  }
}
