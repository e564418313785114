package dev.triga.testing.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.net.CloseReason;
import dev.triga.reactor.Reactor;
import dev.triga.stream.ByteWriter;
import dev.triga.stream.FileSink;
import dev.triga.stream.FileSink.Option;
import dev.triga.stream.FileSource;
import dev.triga.stream.StreamFailure;
import dev.triga.testing.Gen;
import dev.triga.testing.ReportedFailures;
import dev.triga.testing.TrigaTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Files at the ends of a stream.
@TrigaTest
@Timeout(30)
class FilesAreReadAndWrittenTest {
  @TempDir private Path folder;
  private Reactor reactor;
  private Path from;
  private Path to;

  @BeforeEach
  void start(Reactor given) {
    reactor = given.start();
    from = folder.resolve("from");
    to = folder.resolve("to");
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /// How it fails. It begins and is listened to in one turn, so that nobody finds it unobserved.
  private Throwable failureOf(Callable<CompletionStage<Long>> work) throws Exception {
    CompletionStage<Throwable> failure =
        reactor.submit(() -> work.call().handle((count, why) -> why)).thenCompose(stage -> stage);
    return await(failure);
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private ByteWriter writing(String text) {
    var writer = new ByteWriter(reactor);
    writer.write(ByteBuffer.wrap(text.getBytes()));
    return writer;
  }

  private CompletionStage<Long> write(String text, Option... options) {
    var writer = writing(text);
    writer.end();
    return writer.pipeTo(new FileSink(reactor, to, options));
  }

  @RepeatedTest(5)
  void aFileIsCopied(Gen gen) throws Exception {
    var data = gen.exactBytes(gen.between(0, 2_000_000));
    Files.write(from, data);
    var options =
        gen.oneIn(2) ? new Option[] {Option.ATOMIC, Option.SYNC} : new Option[] {Option.NEW};
    var count = await(new FileSource(reactor, from).pipeTo(new FileSink(reactor, to, options)));
    assertThat(count).isEqualTo(data.length);
    assertThat(Arrays.mismatch(Files.readAllBytes(to), data)).isEqualTo(-1);
    assertThat(names()).containsExactly("from", "to");
  }

  @RepeatedTest(5)
  void aPartOfAFileIsRead(Gen gen) throws Exception {
    var data = gen.exactBytes(300_000);
    Files.write(from, data);
    int position = gen.between(0, data.length);
    int length = gen.between(0, 400_000);
    await(new FileSource(reactor, from, position, length).pipeTo(new FileSink(reactor, to)));
    var expected = Arrays.copyOfRange(data, position, Math.min(data.length, position + length));
    assertThat(Arrays.mismatch(Files.readAllBytes(to), expected)).isEqualTo(-1);
  }

  @Test
  void nothingIsReadBehindTheWindowAndTheReadAhead() throws Exception {
    Files.write(from, new byte[1 << 20]);
    var source = new FileSource(reactor, from);
    var slow = new Collector(reactor, 1000);
    slow.isHolding = true;
    source.attach(slow);
    while (slow.received() < 1000) {
      LockSupport.parkNanos(100_000);
    }
    Files.write(from, new byte[0]);
    reactor.execute(() -> slow.letGo(1000));
    while (slow.received() < 2000) {
      LockSupport.parkNanos(100_000);
    }
    reactor.execute(() -> slow.isHolding = false);
    reactor.execute(() -> slow.letGo(slow.inHand()));
    assertThat(await(slow.done())).isLessThanOrEqualTo(FileSource.READ_AHEAD_BYTES + 64 * 1024);
  }

  @Test
  void aFileThatIsNotThereIsNamed() throws Exception {
    var failure = failureOf(() -> new FileSource(reactor, from).pipeTo(new FileSink(reactor, to)));
    assertThat(failure)
        .isInstanceOf(StreamFailure.class)
        .hasMessageContainingAll("reading " + from, "at byte 0", "NoSuchFileException");
    assertThat(((StreamFailure) failure).reason().kind()).isEqualTo(CloseReason.Kind.LOST);
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws Exception {
    to = folder.resolve("missing").resolve("to");
    assertThat(failureOf(() -> write("text")))
        .hasMessageContainingAll("writing " + to, "at byte 0", "NoSuchFileException");
  }

  @Test
  void anEmptyFileIsMadeToo() throws Exception {
    assertThat(await(write(""))).isZero();
    assertThat(to).isEmptyFile();
    assertThat(failureOf(() -> write("", Option.NEW))).hasMessageContaining("FileAlreadyExists");
  }

  @Test
  void theOptionsDoWhatTheySay() throws Exception {
    await(write("one"));
    await(write("two", Option.APPEND));
    assertThat(to).hasContent("onetwo");
    await(write("three"));
    assertThat(to).hasContent("three");
    assertThat(failureOf(() -> write("four", Option.NEW)))
        .hasMessageContaining("FileAlreadyExists");
    await(write("five", Option.ATOMIC));
    assertThat(to).hasContent("five");
  }

  @Test
  void optionsThatExcludeEachOtherAreRefused() {
    assertThatThrownBy(() -> new FileSink(reactor, to, Option.ATOMIC, Option.APPEND))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("APPEND");
    assertThatThrownBy(() -> new FileSource(reactor, from, -1, 5))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anAtomicWriteThatIsAbortedLeavesTheOldFileAndNoTrace() throws Exception {
    Files.writeString(to, "old");
    var writer = writing("n".repeat(400_000));
    var sink = new FileSink(reactor, to, Option.ATOMIC);
    var failure = writer.pipeTo(sink).handle((count, why) -> why);
    await(writer.drained());
    writer.abort(CloseReason.of(CloseReason.Kind.ABORTED, "changed my mind"));
    assertThat(await(failure)).hasMessageContaining("changed my mind");
    while (!names().equals(List.of("to"))) {
      LockSupport.parkNanos(100_000);
    }
    assertThat(to).hasContent("old");
  }

  @Test
  void aFailureThatNobodyAwaitsIsReported(ReportedFailures failures) throws Exception {
    to = folder.resolve("missing").resolve("to");
    var writer = writing("text");
    writer.attach(new FileSink(reactor, to));
    while (writer.isOpen()) {
      LockSupport.parkNanos(100_000);
    }
    while (failures.list().isEmpty()) {
      LockSupport.parkNanos(100_000);
    }
    assertThat(failures.take()).hasSize(1);
  }
}
