package dev.triga.testing.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.net.CloseReason;
import dev.triga.reactor.Reactor;
import dev.triga.stream.BlockingByteChannel;
import dev.triga.stream.StreamFailure;
import dev.triga.testing.Gen;
import dev.triga.testing.TrigaTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Threads at both ends of a stream.
@TrigaTest
@Timeout(30)
class ThreadsReadAndWriteTest {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final int WINDOWS_MAX = 2_000;

  private Reactor reactor;
  private BlockingByteChannel left;
  private BlockingByteChannel right;

  @BeforeEach
  void connect(Reactor given) {
    reactor = given.start();
    left = new BlockingByteChannel(reactor);
    right = new BlockingByteChannel(reactor);
    left.bytes().attach(right.bytes());
  }

  private static ByteBuffer bytes(String text) {
    return UTF_8.encode(text);
  }

  private static String read(BlockingByteChannel channel, int count) throws IOException {
    return new String(channel.inputStream().readNBytes(count), UTF_8);
  }

  /// Runs on a thread of its own.
  private static <T> CompletableFuture<T> aside(Callable<T> work) {
    var result = new CompletableFuture<T>();
    Thread.startVirtualThread(() -> {
      try {
        result.complete(work.call());
      } catch (Throwable e) {
        result.completeExceptionally(e);
      }
    });
    return result;
  }

  private static Throwable failureOf(CompletableFuture<?> future) throws Exception {
    try {
      throw new AssertionError("gave " + future.get(10, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  private Thread waitingIn(Callable<?> work, CompletableFuture<Throwable> thrown) {
    var thread =
        Thread.startVirtualThread(() -> {
          try {
            work.call();
          } catch (Throwable e) {
            thrown.complete(e);
          }
        });
    while (thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    return thread;
  }

  @Test
  void whatOneWritesTheOtherReads() throws Exception {
    left.write(bytes("ping"));
    assertThat(read(right, 4)).isEqualTo("ping");
    right.write(bytes("pong"));
    assertThat(read(left, 4)).isEqualTo("pong");
  }

  @Test
  void theEndIsReadAfterTheData() throws Exception {
    left.write(bytes("last"));
    left.shutdownOutput();
    assertThat(read(right, 4)).isEqualTo("last");
    assertThat(right.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    assertThat(right.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    right.write(bytes("still"));
    assertThat(read(left, 5)).isEqualTo("still");
    assertThatThrownBy(() -> left.write(bytes("no"))).isInstanceOf(ClosedChannelException.class);
  }

  @RepeatedTest(5)
  void muchArrivesInOrderThroughASmallWindow(Gen gen) throws Exception {
    long window = gen.between(1L, 5_000L);
    var narrow = new BlockingByteChannel(reactor, window);
    var writer = new BlockingByteChannel(reactor);
    writer.bytes().attach(narrow.bytes());
    // Each window is a way there and back between two threads, and some are of one byte.
    int bytes = (int) Math.min(400_000, window * WINDOWS_MAX);
    var pieces = gen.chunks(gen.exactBytes(bytes)).stream().limit(2_000).toList();
    var sent = new ByteArrayOutputStream();
    pieces.forEach(sent::writeBytes);
    var written =
        aside(() -> {
          for (var piece : pieces) {
            writer.write(ByteBuffer.wrap(piece));
          }
          writer.shutdownOutput();
          return true;
        });
    var arrived = new ByteArrayOutputStream();
    var buffer = ByteBuffer.allocate(3_000);
    while (narrow.read(buffer.clear()) >= 0) {
      arrived.write(buffer.array(), 0, buffer.position());
    }
    assertThat(written.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(arrived.size()).isEqualTo(sent.size());
    assertThat(Arrays.mismatch(arrived.toByteArray(), sent.toByteArray())).isEqualTo(-1);
  }

  @Test
  void aWriterWaitsForTheReader() throws Exception {
    int much = 1 << 20;
    var written = aside(() -> left.write(ByteBuffer.allocate(much)));
    var buffer = ByteBuffer.allocate(much);
    int seen = right.read(buffer);
    assertThat(written.isDone()).isFalse();
    var late = ByteBuffer.allocate(much);
    assertThatThrownBy(() -> left.write(late, SHORT))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessageContaining("no room to write within PT0.02S");
    // What it has written before its time was over is read with the rest.
    while (seen < much + late.position()) {
      seen += right.read(buffer.clear());
    }
    assertThat(written.get(10, TimeUnit.SECONDS)).isEqualTo(much);
  }

  @Test
  void aReadWithoutDataTimesOut() {
    assertThatThrownBy(() -> right.read(ByteBuffer.allocate(1), SHORT))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("no data within PT0.02S");
  }

  @Test
  void anAbortEndsTheWait() throws Exception {
    var thrown = new CompletableFuture<Throwable>();
    waitingIn(() -> right.read(ByteBuffer.allocate(1)), thrown);
    left.bytes().abort(CloseReason.of(CloseReason.Kind.LOST, "cable cut"));
    assertThat(thrown.get(10, TimeUnit.SECONDS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cable cut")
        .hasCauseInstanceOf(StreamFailure.class);
    var failure = failureOf(aside(() -> right.write(bytes("to nobody"))));
    assertThat(failure).isInstanceOf(IOException.class).hasMessageContaining("cable cut");
  }

  @Test
  void aCloseEndsTheWaitAndTheData() throws Exception {
    var thrown = new CompletableFuture<Throwable>();
    waitingIn(() -> left.read(ByteBuffer.allocate(1)), thrown);
    left.write(bytes("bye"));
    left.close();
    left.close();
    assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(AsynchronousCloseException.class);
    assertThat(left.isOpen()).isFalse();
    assertThat(read(right, 4)).isEqualTo("bye");
    right.write(ByteBuffer.allocate(1 << 20));
    assertThatThrownBy(() -> left.read(ByteBuffer.allocate(1)))
        .isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void anInterruptEndsTheWaitAndLosesNothing() throws Exception {
    var thrown = new CompletableFuture<Throwable>();
    var interrupted = new CompletableFuture<Boolean>();
    var thread =
        waitingIn(
            () -> {
              try {
                return right.read(ByteBuffer.allocate(1));
              } finally {
                interrupted.complete(Thread.currentThread().isInterrupted());
              }
            },
            thrown);
    thread.interrupt();
    assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedIOException.class);
    assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
    left.write(bytes("later"));
    assertThat(read(right, 5)).isEqualTo("later");
  }

  @Test
  void theStopOfTheReactorEndsTheWait() throws Exception {
    var thrown = new CompletableFuture<Throwable>();
    waitingIn(() -> right.read(ByteBuffer.allocate(1)), thrown);
    reactor.stop();
    assertThat(thrown.get(10, TimeUnit.SECONDS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has stopped");
  }

  @Test
  void onTheTurnWaitingIsRefused() {
    var refused =
        reactor
            .submit(() ->
                assertThatThrownBy(() -> right.read(ByteBuffer.allocate(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("would block reactor", "ByteConsumer"))
            .toCompletableFuture();
    assertThat(refused).succeedsWithin(Duration.ofSeconds(10));
  }
}
