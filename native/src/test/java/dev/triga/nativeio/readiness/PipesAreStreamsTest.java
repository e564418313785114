package dev.triga.nativeio.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.driver.AdoptRequest;
import dev.triga.driver.Descriptor;
import dev.triga.driver.StreamOptions;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.net.CloseReason;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import dev.triga.reactor.Reactor;
import dev.triga.testing.TrigaTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@TrigaTest
@Timeout(30)
class PipesAreStreamsTest {
  @TempDir private Path folder = Path.of("");
  private Reactor reactor = Reactor.builder().driver("epoll").open();

  /// Writes down what happens to it.
  private static final class Record implements Protocol {
    final Transport transport;
    final List<String> events = new ArrayList<>();
    final StringBuilder text = new StringBuilder();
    @Nullable CloseReason reason;

    Record(Transport transport) {
      this.transport = transport;
    }

    @Override
    public void dataReceived(ByteBuffer data) {
      text.append(StandardCharsets.UTF_8.decode(data));
    }

    @Override
    public void readClosed(Transport ended) {
      events.add("readClosed");
      ended.close();
    }

    @Override
    public void writable() {
      events.add("writable");
    }

    @Override
    public void connectionLost(CloseReason why) {
      events.add("lost");
      reason = why;
    }
  }

  @BeforeEach
  void open() {
    assertThat(reactor.isOnTurn()).isFalse();
  }

  @AfterEach
  void close() {
    reactor.close();
  }

  /// The reading and the writing end of a new FIFO.
  private Descriptor.Raw[] fifo() throws Exception {
    var path = folder.resolve("fifo" + System.nanoTime());
    var made = new ProcessBuilder("mkfifo", path.toString()).start();
    assertThat(made.waitFor(10, TimeUnit.SECONDS)).isTrue();
    try (var memory = CallMemory.acquire()) {
      int reading =
          Descriptors.open(
              memory.errno, path.toString(), Descriptors.O_RDONLY | Descriptors.O_NONBLOCK);
      int writing =
          Descriptors.open(
              memory.errno, path.toString(), Descriptors.O_WRONLY | Descriptors.O_NONBLOCK);
      return new Descriptor.Raw[] {new Descriptor.Raw(reading), new Descriptor.Raw(writing)};
    }
  }

  private Record adopt(Descriptor.@Nullable Raw input, Descriptor.@Nullable Raw output) {
    var made =
        reactor.adoptConnection(
            new AdoptRequest(input, output, StreamOptions.DEFAULT), Record::new);
    assertThat(made).isNotNull();
    return made;
  }

  private void until(java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain").isLessThan(deadline);
      reactor.iterate(Duration.ofMillis(10));
    }
  }

  @Test
  void whatIsWrittenToOneEndComesOutOfTheOther() throws Exception {
    var ends = fifo();
    var reader = adopt(ends[0], null);
    var writer = adopt(null, ends[1]);
    writer.transport.write(ByteBuffer.wrap("through the pipe".getBytes(StandardCharsets.UTF_8)));
    until(() -> reader.text.toString().equals("through the pipe"));
  }

  @Test
  void closingTheWriterEndsBothInOrder() throws Exception {
    var ends = fifo();
    var reader = adopt(ends[0], null);
    var writer = adopt(null, ends[1]);
    writer.transport.write(ByteBuffer.wrap("bye".getBytes(StandardCharsets.UTF_8)));
    writer.transport.close();
    until(() -> reader.reason != null && writer.reason != null);
    assertThat(reader.text.toString()).isEqualTo("bye");
    assertThat(reader.events).containsExactly("readClosed", "lost");
    assertThat(reader.reason).isEqualTo(CloseReason.DONE);
    assertThat(writer.reason).isEqualTo(CloseReason.DONE);
  }

  @Test
  void aWriterIsToldWhenNobodyReads() throws Exception {
    var ends = fifo();
    var reader = adopt(ends[0], null);
    var writer = adopt(null, ends[1]);
    reader.transport.abort();
    until(() -> writer.reason != null);
    assertThat(writer.reason.kind()).isEqualTo(CloseReason.Kind.LOST);
  }

  @Test
  void aSlowReaderHoldsTheWriterBack() throws Exception {
    var ends = fifo();
    var reader = adopt(ends[0], null);
    var writer = adopt(null, ends[1]);
    reader.transport.pauseReading();
    var data = ByteBuffer.allocate(1 << 20);
    while (data.hasRemaining()) {
      data.put((byte) ('a' + data.position() % 26));
    }
    writer.transport.write(data.flip());
    reactor.iterate(Duration.ZERO);
    reactor.iterate(Duration.ZERO);
    assertThat(writer.transport.unsentBytes()).isGreaterThan(500_000);
    assertThat(reader.text).isEmpty();
    reader.transport.resumeReading();
    until(() -> reader.text.length() == 1 << 20);
    assertThat(writer.transport.unsentBytes()).isZero();
    assertThat(writer.events).contains("writable");
  }

  @Test
  void aFileIsReadAndWrittenLikeAPipe() throws Exception {
    var source = folder.resolve("source");
    var target = folder.resolve("target");
    Files.writeString(source, "from a file ".repeat(20_000));
    Files.createFile(target);
    try (var memory = CallMemory.acquire()) {
      int in = Descriptors.open(memory.errno, source.toString(), Descriptors.O_RDONLY);
      int out = Descriptors.open(memory.errno, target.toString(), Descriptors.O_WRONLY);
      var reader = adopt(new Descriptor.Raw(in), null);
      var writer = adopt(null, new Descriptor.Raw(out));
      until(() -> reader.reason != null);
      writer.transport.write(
          ByteBuffer.wrap(reader.text.toString().getBytes(StandardCharsets.UTF_8)));
      writer.transport.close();
      until(() -> writer.reason != null);
      assertThat(writer.reason).isEqualTo(CloseReason.DONE);
      assertThat(Files.readString(target)).isEqualTo(Files.readString(source));
    }
  }

  @Test
  void whatIsNotOpenIsRefused() {
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(() ->
                reactor.adoptConnection(
                    new AdoptRequest(Descriptor.of(1_000_000), null, StreamOptions.DEFAULT),
                    Record::new)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1000000");
  }
}
