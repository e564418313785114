package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.async.Deferred;
import dev.triga.net.CloseReason;
import dev.triga.net.FileFailure;
import dev.triga.net.FileRegion;
import dev.triga.net.ListenOptions;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import dev.triga.testing.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files are sent in order with what is written, whole or with one clear failure.
abstract class SendFileContract extends TlsFloor {
  /// More than sockets on loopback take for a peer that does not read.
  private static final int LARGE = 16 << 20;

  @TempDir private Path folder = Path.of("");

  SendFileContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  /// A file of zeros that takes no room.
  private Path largeFile() throws IOException {
    var path = folder.resolve("large");
    try (var channel = open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), LARGE - 1);
    }
    return path;
  }

  private static FileChannel open(Path path, StandardOpenOption... options) throws IOException {
    return FileChannel.open(path, options);
  }

  private Deferred<Long> send(Pair<Recorder> pair, FileRegion region) {
    return onTurn(pair.reactor(), () -> pair.protocol().transport.sendFile(region));
  }

  private static FileFailure failed(Throwable failure) {
    return assertInstanceOf(FileFailure.class, failure);
  }

  // Whole.

  @Test
  void filesAndWritesKeepTheirOrder() throws IOException {
    var pair = pair();
    var one = file("one", "first file".getBytes());
    var two = file("two", "0123456789".getBytes());
    doOnTurn(
        pair.reactor(),
        () -> {
          var transport = pair.protocol().transport;
          transport.write(bytes("<"));
          var whole = transport.sendFile(one);
          transport.write(bytes("|"));
          var part = transport.sendFile(FileRegion.of(two, 3, 4));
          var rest = transport.sendFile(FileRegion.of(two, 8));
          transport.write(bytes(">"));
          whole.thenCombine(part, Long::sum).thenCombine(rest, Long::sum);
        });
    pair.protocol().transport.write(bytes("!"));
    assertEquals("<first file|345689>!", pair.peer().readText(20));
  }

  @Test
  void itTellsHowManyBytesWereSent() throws IOException {
    var pair = pair();
    var sent = send(pair, FileRegion.of(file("some", pattern(100_000)), 1000));
    assertArrayEquals(
        Arrays.copyOfRange(pattern(100_000), 1000, 100_000), pair.peer().read(99_000, PATIENCE));
    assertEquals(99_000, await(sent));
    assertEquals(0, pair.protocol().transport.unsentBytes());
  }

  @Test
  void anEmptyFileIsSent() throws IOException {
    var pair = pair();
    assertEquals(0, await(send(pair, FileRegion.of(file("empty", new byte[0])))));
    pair.protocol().transport.write(bytes("after"));
    assertEquals("after", pair.peer().readText(5));
  }

  @Test
  void aLargeFileArrivesIntactInPieces() throws IOException {
    var pair = pair();
    var content = pattern(LARGE);
    List<Long> progress = new CopyOnWriteArrayList<>();
    var sent = send(pair, FileRegion.of(file("big", content)).onProgress(progress::add));
    var arrived = pair.peer().read(LARGE, PATIENCE);
    assertEquals(-1, Arrays.mismatch(content, arrived));
    assertEquals(LARGE, await(sent));
    long before = 0;
    for (long now : progress) {
      assertTrue(now > before, "progress " + progress);
      assertTrue(now - before <= Transport.FILE_BYTES_PER_PASS_MAX, "progress " + progress);
      before = now;
    }
    assertEquals(LARGE, before);
  }

  @Test
  void aPartOfAnOpenChannelIsSentAndItsPositionStays() throws IOException {
    var pair = pair();
    var content = pattern(300_000);
    try (var channel = open(file("open", content), StandardOpenOption.READ)) {
      channel.position(7);
      var sent = send(pair, FileRegion.of(channel, 1, 299_998));
      var arrived = pair.peer().read(299_998, PATIENCE);
      assertEquals(-1, Arrays.mismatch(Arrays.copyOfRange(content, 1, 299_999), arrived));
      assertEquals(299_998, await(sent));
      assertEquals(7, channel.position());
      assertTrue(channel.isOpen());
    }
  }

  @Test
  void filesTravelEncryptedToo() throws IOException {
    var ends = ends();
    var content = pattern(1_000_000);
    var path = file("secret", content);
    var sent =
        onTurn(
            ends.server().reactor,
            () -> {
              ends.client().transport.write(bytes("<"));
              var sending = ends.client().transport.sendFile(path);
              ends.client().transport.write(bytes(">"));
              return sending;
            });
    eventually("everything is there", () -> ends.served().size() == content.length + 2);
    assertEquals(content.length, await(sent));
    var arrived = ends.served().received();
    assertArrayEquals(content, Arrays.copyOfRange(arrived, 1, arrived.length - 1));
    assertEquals('>', arrived[arrived.length - 1]);
  }

  @Test
  void tlsDoesNotBeginWhileAFileIsSent() throws IOException {
    var pair = pair();
    var path = largeFile();
    doOnTurn(
        pair.reactor(),
        () -> {
          var transport = pair.protocol().transport;
          var sending = transport.sendFile(path);
          assertThrows(IllegalStateException.class, () -> transport.startTls(serverOptions()));
          sending.cancel();
        });
  }

  @Test
  void aPaceIsKept() throws IOException {
    var pair = pair();
    List<Long> pieces = new CopyOnWriteArrayList<>();
    var region =
        FileRegion.of(file("paced", pattern(150_000)))
            .paced(bytes -> {
              pieces.add(bytes);
              return Duration.ofMillis(1).toNanos();
            });
    var sent = send(pair, region);
    var expected = List.of(65_536L, 65_536L, 18_928L);
    int arrived = 0;
    for (long size : expected) {
      var piece = pair.peer().read((int) size, PATIENCE);
      assertArrayEquals(Arrays.copyOfRange(pattern(150_000), arrived, arrived + (int) size), piece);
      arrived += (int) size;
      settle(pair.reactor());
      pass(Duration.ofMillis(1));
    }
    assertEquals(150_000, await(sent));
    assertEquals(expected, pieces);
  }

  // With the rest of a connection.

  @Test
  void whatIsWrittenBehindAFileIsUnsent() throws IOException {
    var pair = pair();
    var path = largeFile();
    doOnTurn(
        pair.reactor(),
        () -> {
          var transport = pair.protocol().transport;
          var ignored = transport.sendFile(path).exceptionally(t -> 0L);
          assertEquals(WriteOutcome.QUEUED, transport.write(bytes("some")));
          assertEquals(4, transport.unsentBytes());
          assertEquals(
              WriteOutcome.ABOVE_HIGH_WATER, transport.write(ByteBuffer.allocate(100_000)));
        });
    assertEquals(0, pair.protocol().count("writable"));
    assertEquals(LARGE + 100_004, pair.peer().read(LARGE + 100_004, PATIENCE).length);
    assertSoon(1L, () -> pair.protocol().count("writable"));
  }

  @Test
  void whatIsWrittenBehindAFileHasTheHardCap() throws IOException {
    var server =
        serve(started(), ListenOptions.DEFAULT.withHardCapBytes(256 * 1024), Recorder::new);
    server.connect();
    var protocol = server.next();
    var path = largeFile();
    var sent =
        onTurn(
            server.reactor,
            () -> {
              var sending = protocol.transport.sendFile(path);
              protocol.transport.write(ByteBuffer.allocate(300_000));
              return sending;
            });
    assertEquals(CloseReason.Kind.OVERFLOW, failed(failureOf(sent)).reason().kind());
    eventually("it ends", protocol::isLost);
    assertEquals(CloseReason.Kind.OVERFLOW, protocol.reason().kind());
  }

  /// Sends the large file and at once does something that comes behind it.
  private long sendLargeThen(Pair<Recorder> pair, Consumer<Transport> after) throws IOException {
    var path = largeFile();
    var sent =
        onTurn(
            pair.reactor(),
            () -> {
              var sending = pair.protocol().transport.sendFile(path);
              after.accept(pair.protocol().transport);
              return sending;
            });
    assertEquals(LARGE, pair.peer().read(LARGE, PATIENCE).length);
    assertEquals(Peer.End.ORDERLY, pair.peer().awaitEnd());
    return await(sent);
  }

  @Test
  void ourSideEndsBehindTheFile() throws IOException {
    var pair = pair();
    assertEquals(LARGE, sendLargeThen(pair, Transport::shutdownOutput));
    pair.peer().write("heard");
    assertSoon("heard", pair.protocol()::text);
    var late = send(pair, FileRegion.of(folder.resolve("large")));
    assertEquals(CloseReason.Kind.ABORTED, failed(failureOf(late)).reason().kind());
  }

  @Test
  void closingWaitsForTheFile() throws IOException {
    assertEquals(LARGE, sendLargeThen(pair(), Transport::close));
  }

  // Not whole.

  @Test
  void aPeerThatGoesInTheMiddleFailsIt() throws IOException {
    var pair = pair();
    var sent = send(pair, FileRegion.of(largeFile()));
    assertEquals(100_000, pair.peer().read(100_000, PATIENCE).length);
    pair.peer().abort();
    var failure = failed(failureOf(sent));
    assertEquals(CloseReason.Kind.LOST, failure.reason().kind());
    assertTrue(failure.sentBytes() >= 100_000, failure.getMessage());
    eventually("it ends", pair.protocol()::isLost);
    assertEquals(CloseReason.Kind.LOST, pair.protocol().reason().kind());
    assertEquals(1, pair.protocol().count("lost"));
  }

  @Test
  void aFileThatShrinksAbortsTheConnection() throws IOException {
    var pair = pair();
    var path = largeFile();
    List<Long> progress = new CopyOnWriteArrayList<>();
    var sent = send(pair, FileRegion.of(path).onProgress(progress::add));
    eventually("it has begun", () -> !progress.isEmpty());
    settle(pair.reactor());
    try (var channel = open(path, StandardOpenOption.WRITE)) {
      channel.truncate(10);
    }
    assertEquals(Peer.End.RESET, pair.peer().awaitEnd());
    var failure = failed(failureOf(sent));
    assertTrue(failure.getMessage().contains("shrunk"), failure.getMessage());
    assertTrue(failure.getMessage().contains(path.toString()), failure.getMessage());
    eventually("it ends", pair.protocol()::isLost);
    assertEquals(CloseReason.Kind.ABORTED, pair.protocol().reason().kind());
    assertTrue(pair.protocol().reason().detail().contains("shrunk"));
  }

  @Test
  void aMissingFileLeavesTheConnectionWhenNothingWasPromised() {
    var pair = pair();
    var path = folder.resolve("nothing");
    var sent = send(pair, FileRegion.of(path));
    pair.protocol().transport.write(bytes("sorry"));
    var failure = failed(failureOf(sent));
    assertTrue(failure.getMessage().contains(path.toString()), failure.getMessage());
    assertTrue(failure.getMessage().contains("NoSuchFile"), failure.getMessage());
    assertEquals("sorry", pair.peer().readText(5));
    assertFalse(pair.protocol().isLost());
  }

  @Test
  void aFileThatCannotBeOpenedFailsInItsTurn() throws IOException {
    var pair = pair();
    List<String> ended = new CopyOnWriteArrayList<>();
    var large = send(pair, FileRegion.of(largeFile())).whenComplete((n, e) -> ended.add("large"));
    var missing =
        send(pair, FileRegion.of(folder.resolve("nothing")))
            .whenComplete((n, e) -> ended.add("missing"));
    pair.protocol().transport.write(bytes("sorry"));
    assertEquals(LARGE, pair.peer().read(LARGE, PATIENCE).length);
    assertEquals("sorry", pair.peer().readText(5));
    assertEquals(LARGE, await(large));
    failed(failureOf(missing));
    assertEquals(List.of("large", "missing"), ended);
  }

  @Test
  void aFolderIsNoFile() {
    var pair = pair();
    var failure = failed(failureOf(send(pair, FileRegion.of(folder))));
    assertTrue(failure.getMessage().contains("no regular file"), failure.getMessage());
    assertFalse(pair.protocol().isLost());
  }

  @Test
  void fewerBytesThanWerePromisedAbortTheConnection() throws IOException {
    var pair = pair();
    var failure = failed(failureOf(send(pair, FileRegion.of(file("few", new byte[10]), 5, 6))));
    assertTrue(failure.getMessage().contains("10 bytes"), failure.getMessage());
    assertEquals(0, failure.sentBytes());
    eventually("it ends", pair.protocol()::isLost);
    assertEquals(CloseReason.Kind.ABORTED, pair.protocol().reason().kind());
  }

  @Test
  void aFileThatIsCancelledBeforeItsTurnIsLeftOut() throws IOException {
    var pair = pair();
    var path = file("unwanted", "unwanted".getBytes());
    int written =
        onTurn(
            pair.reactor(),
            () -> {
              int filled = BackPressureContract.fill(pair.protocol().transport);
              var sending = pair.protocol().transport.sendFile(path);
              pair.protocol().transport.write(bytes("after"));
              assertTrue(sending.cancel());
              return filled;
            });
    assertEquals(written, pair.peer().read(written, PATIENCE).length);
    assertEquals("after", pair.peer().readText(5));
  }

  @Test
  void cancellingUnderWayAbortsTheConnection() throws IOException {
    var pair = pair();
    List<Long> progress = new CopyOnWriteArrayList<>();
    var sent = send(pair, FileRegion.of(largeFile()).onProgress(progress::add));
    eventually("it has begun", () -> !progress.isEmpty());
    assertTrue(sent.cancel());
    assertInstanceOf(CancellationException.class, failureOf(sent));
    assertEquals(Peer.End.RESET, pair.peer().awaitEnd());
    eventually("it ends", pair.protocol()::isLost);
    assertEquals(CloseReason.Kind.ABORTED, pair.protocol().reason().kind());
  }

  @Test
  void whoThrowsWhileWatchingAbortsTheConnection() throws IOException {
    var pair = pair();
    var sent =
        send(
            pair,
            FileRegion.of(largeFile())
                .onProgress(bytes -> {
                  throw new IllegalStateException("the meter broke");
                }));
    assertEquals(CloseReason.Kind.ABORTED, failed(failureOf(sent)).reason().kind());
    eventually("it ends", pair.protocol()::isLost);
    eventually("it is reported", () -> failures().list().size() == 1);
    var ignored = failures().take();
  }

  @Test
  void onlySoManyFilesWait() throws IOException {
    var pair = pair();
    var path = file("one", new byte[1]);
    doOnTurn(
        pair.reactor(),
        () -> {
          var transport = pair.protocol().transport;
          for (int i = 0; i < Transport.FILES_WAITING_MAX; i++) {
            var ignored = transport.sendFile(path).exceptionally(t -> 0L);
          }
          assertThrows(IllegalStateException.class, () -> transport.sendFile(path));
        });
    assertEquals(
        Transport.FILES_WAITING_MAX,
        pair.peer().read(Transport.FILES_WAITING_MAX, PATIENCE).length);
  }
}
