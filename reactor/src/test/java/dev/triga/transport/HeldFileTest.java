package dev.triga.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.net.FileRegion;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is known of an open file is true of it, also when the path was given to others around the
/// opening; what was opened in vain is closed.
class HeldFileTest {
  @TempDir Path folder;
  private final List<FileChannel> channels = new ArrayList<>();
  private int count;

  private Path put(String content) throws IOException {
    var aside = Files.writeString(folder.resolve("aside" + count++), content);
    return Files.move(aside, folder.resolve("file"), StandardCopyOption.ATOMIC_MOVE);
  }

  private OpenedFile open(Path path) throws IOException {
    var opened = OpenedFile.toRead(new FileRegion.Source.OfPath(path));
    channels.add(opened.toRead().channel());
    return opened;
  }

  @Test
  void aFileThatIsReplacedAroundItsOpeningIsOpenedAnew() throws IOException {
    var path = put("first");
    var known =
        HeldFile.open(
            path,
            () -> {
              if (channels.isEmpty()) {
                put("the second");
                return open(path);
              }
              if (channels.size() == 1) {
                var opened = open(path);
                put("the third one");
                return opened;
              }
              return open(path);
            });
    assertEquals(13, known.attributes().size());
    assertEquals(13, known.opened().size());
    assertEquals(3, channels.size());
    assertFalse(channels.get(0).isOpen());
    assertFalse(channels.get(1).isOpen());
    assertTrue(channels.get(2).isOpen());
    known.opened().file().close();
  }

  @Test
  void oneThatIsNeverTheSameIsGivenUp() throws IOException {
    var path = put("first");
    var failure =
        assertThrows(
            FileSystemException.class,
            () ->
                HeldFile.open(
                    path,
                    () -> {
                      put("x".repeat(channels.size()));
                      return open(path);
                    }));
    assertTrue(failure.getMessage().contains("64 times"), failure.getMessage());
    assertEquals(HeldFile.ATTEMPTS_MAX, channels.size());
    assertTrue(channels.stream().noneMatch(FileChannel::isOpen));
  }

  @Test
  void oneThatGoesMeanwhileIsClosed() throws IOException {
    var path = put("first");
    assertThrows(
        FileSystemException.class,
        () ->
            HeldFile.open(
                path,
                () -> {
                  var opened = open(path);
                  Files.delete(path);
                  return opened;
                }));
    assertFalse(channels.getFirst().isOpen());
  }
}
