package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.triga.async.Deferred;
import dev.triga.net.FileFailure;
import dev.triga.net.FileRegion;
import dev.triga.net.OpenFile;
import dev.triga.net.Transport;
import dev.triga.testing.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file that is opened before it is sent stays that file, and is closed once.
abstract class OpenFileContract extends TlsFloor {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  /// More than sockets on loopback take for a peer that does not read.
  private static final int LARGE = 16 << 20;

  @TempDir private Path folder = Path.of("");

  OpenFileContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  @AfterEach
  void nothingStaysOpen() {
    eventually("no file is open: " + opened(), () -> opened().isEmpty());
  }

  /// The files of the folder that this process has open, where the system tells.
  private List<Path> opened() {
    List<Path> found = new ArrayList<>();
    if (!Files.isDirectory(DESCRIPTORS)) {
      return found;
    }
    try (var all = Files.newDirectoryStream(DESCRIPTORS)) {
      for (var descriptor : all) {
        try {
          var target = Files.readSymbolicLink(descriptor);
          if (target.startsWith(folder)) {
            found.add(target);
          }
        } catch (IOException e) {
          // It was closed meanwhile.
          continue;
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return found;
  }

  private Path file(String content) throws IOException {
    var aside = Files.writeString(folder.resolve("aside"), content);
    return Files.move(aside, folder.resolve("file"), StandardCopyOption.ATOMIC_MOVE);
  }

  /// A file of zeros that takes no room.
  private Path largeFile() throws IOException {
    var path = folder.resolve("large");
    try (var channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), LARGE - 1);
    }
    return path;
  }

  private OpenFile open(Pair<Recorder> pair, Path path) {
    return await(onTurn(pair.reactor(), () -> pair.protocol().transport.openFile(path)));
  }

  private static FileRegion whole(OpenFile file) {
    return FileRegion.of(file, 0, file.attributes().size());
  }

  private Deferred<Long> send(Pair<Recorder> pair, FileRegion region) {
    return onTurn(pair.reactor(), () -> pair.protocol().transport.sendFile(region));
  }

  @Test
  void itIsTheFileThatWasOpenedWhateverStandsThereNow() throws IOException {
    var pair = pair();
    var open = open(pair, file("the old one"));
    var path = file("another");
    assertEquals(path, open.path());
    assertEquals(11, open.attributes().size());
    var sent = send(pair, whole(open));
    assertEquals("the old one", pair.peer().readText(11));
    assertEquals(11, await(sent));
    var again = open(pair, path);
    assertEquals(7, again.attributes().size());
    Files.delete(path);
    var rest = send(pair, FileRegion.of(again, 3, 4));
    assertEquals("ther", pair.peer().readText(4));
    assertEquals(4, await(rest));
  }

  @Test
  void itIsSentBetweenTheWrites() throws IOException {
    var pair = pair();
    var one = open(pair, file("one"));
    var two = open(pair, file("two"));
    doOnTurn(
        pair.reactor(),
        () -> {
          var transport = pair.protocol().transport;
          transport.write(bytes("<"));
          var first = transport.sendFile(whole(two));
          transport.write(bytes("|"));
          var second = transport.sendFile(whole(one));
          transport.write(bytes(">"));
          first.thenCombine(second, Long::sum);
        });
    assertEquals("<two|one>", pair.peer().readText(9));
  }

  @Test
  void itTravelsEncryptedToo() throws IOException {
    var ends = ends();
    var transport = ends.client().transport;
    var path = file("secret");
    var open = await(onTurn(ends.server().reactor, () -> transport.openFile(path)));
    file("replaced");
    var sent = onTurn(ends.server().reactor, () -> transport.sendFile(whole(open)));
    eventually("everything is there", () -> ends.served().size() == 6);
    assertEquals(6, await(sent));
    assertEquals("secret", ends.served().text());
  }

  @Test
  void oneThatIsNotSentIsClosed() throws IOException {
    var pair = pair();
    var open = open(pair, file("unwanted"));
    doOnTurn(
        pair.reactor(),
        () -> {
          open.close();
          open.close();
          assertThrows(
              IllegalStateException.class, () -> pair.protocol().transport.sendFile(whole(open)));
        });
    pair.protocol().transport.write(bytes("after"));
    assertEquals("after", pair.peer().readText(5));
  }

  @Test
  void itIsSentOnceAndWhereItWasOpened() throws IOException {
    var pair = pair();
    var other = pair();
    var open = open(pair, file("once"));
    doOnTurn(
        other.reactor(),
        () ->
            assertThrows(
                IllegalArgumentException.class,
                () -> other.protocol().transport.sendFile(whole(open))));
    doOnTurn(
        pair.reactor(),
        () -> {
          var ignored = pair.protocol().transport.sendFile(whole(open));
          open.close();
          assertThrows(
              IllegalStateException.class, () -> pair.protocol().transport.sendFile(whole(open)));
        });
    assertEquals("once", pair.peer().readText(4));
  }

  @Test
  void oneThatIsNotTakenIsClosed() throws IOException {
    var pair = pair();
    var open = open(pair, file("too late"));
    var late =
        onTurn(
            pair.reactor(),
            () -> {
              pair.protocol().transport.shutdownOutput();
              return pair.protocol().transport.sendFile(whole(open));
            });
    assertInstanceOf(FileFailure.class, failureOf(late));
    assertEquals(Peer.End.ORDERLY, pair.peer().awaitEnd());
  }

  @Test
  void oneThatIsTooManyIsClosed() throws IOException {
    var pair = pair();
    var path = largeFile();
    var open = open(pair, path);
    doOnTurn(
        pair.reactor(),
        () -> {
          var transport = pair.protocol().transport;
          for (int i = 0; i < Transport.FILES_WAITING_MAX; i++) {
            var ignored = transport.sendFile(path).exceptionally(t -> 0L);
          }
          assertThrows(IllegalStateException.class, () -> transport.sendFile(whole(open)));
          transport.abort();
        });
    eventually("it ends", pair.protocol()::isLost);
  }

  @Test
  void theEndOfTheConnectionClosesIt() throws IOException {
    var pair = pair();
    var sent = send(pair, whole(open(pair, largeFile())));
    assertEquals(100_000, pair.peer().read(100_000, PATIENCE).length);
    pair.peer().abort();
    assertInstanceOf(FileFailure.class, failureOf(sent));
    eventually("it ends", pair.protocol()::isLost);
  }

  @Test
  void whatNobodyWaitsForAnyMoreIsClosed() throws IOException {
    var path = file("unwanted");
    var cancelled = pair();
    doOnTurn(cancelled.reactor(), () -> cancelled.protocol().transport.openFile(path).cancel());
    var ended = pair();
    var opening =
        onTurn(
            ended.reactor(),
            () -> {
              var asked = ended.protocol().transport.openFile(path);
              ended.protocol().transport.abort();
              return asked;
            });
    assertInstanceOf(FileFailure.class, failureOf(opening));
  }

  @Test
  void oneThatIsNotThereIsSaidToBeMissing() {
    var pair = pair();
    var path = folder.resolve("nothing");
    var opening = onTurn(pair.reactor(), () -> pair.protocol().transport.openFile(path));
    var failure = assertInstanceOf(FileFailure.class, failureOf(opening));
    assertInstanceOf(NoSuchFileException.class, failure.reason().cause());
    assertNotNull(failure.getMessage());
    var folderOpening = onTurn(pair.reactor(), () -> pair.protocol().transport.openFile(folder));
    assertInstanceOf(FileFailure.class, failureOf(folderOpening));
    assertFalse(pair.protocol().isLost());
  }
}
