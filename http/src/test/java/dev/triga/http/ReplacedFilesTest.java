package dev.triga.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.testing.MemoryReactor;
import dev.triga.testing.ReportedFailures;
import dev.triga.testing.TrigaTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A file that others replace or remove while it is asked for is answered as one of those that
/// stood there, or as none.
@TrigaTest
class ReplacedFilesTest {
  private static final long PATIENCE_NANOS = 10_000_000_000L;
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final FileTime OLD = FileTime.fromMillis(1_000_000);
  private static final FileTime NEW = FileTime.fromMillis(2_000_000);
  private static final String FIRST = "AAAAAAAAAA";

  @TempDir Path folder;
  private Path file;
  private MemoryReactor memory;
  private Client client;

  /// What happens between the look at a file and the answer.
  private interface Step {
    void run() throws IOException;
  }

  private final AtomicReference<Step> step = new AtomicReference<>(() -> {});

  @BeforeEach
  void open() throws IOException {
    file = folder.resolve("a.txt");
    put(FIRST, OLD);
    memory = MemoryReactor.open();
    var files = StaticFiles.of(folder);
    client =
        Client.of(
            memory,
            router ->
                router.get(
                    "/{path:path}",
                    request ->
                        files.respond(request).content()
                                instanceof Response.Content.Later(var found)
                            ? Response.later(found.thenApply(this::stepped))
                            : Response.of(500)));
  }

  @AfterEach
  void close() {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (isOpenHere() && System.nanoTime() < deadline) {
      memory.settle();
      Thread.onSpinWait();
    }
    assertThat(isOpenHere()).as("a file is still open").isFalse();
    memory.close();
  }

  /// Whether this process has a file of the folder open, where the system tells.
  private boolean isOpenHere() {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return false;
    }
    try (var all = Files.newDirectoryStream(DESCRIPTORS)) {
      for (var descriptor : all) {
        if (Files.isSymbolicLink(descriptor)
            && Files.readSymbolicLink(descriptor).startsWith(folder)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      // One was closed between the two looks at it.
      return true;
    }
  }

  private Response stepped(Response found) {
    try {
      step.getAndSet(() -> {}).run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private void put(String content, FileTime changed) throws IOException {
    Path aside = Files.writeString(folder.resolve("aside"), content);
    Files.setLastModifiedTime(aside, changed);
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private String answer(String fields) {
    client.send("GET /a.txt HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    var answer = new StringBuilder();
    while (!isWhole(answer.toString()) && System.nanoTime() < deadline) {
      memory.settle();
      answer.append(client.received());
      Thread.onSpinWait();
    }
    return answer.toString();
  }

  private static boolean isWhole(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    int length = answer.indexOf("Content-Length: ");
    if (end < 0 || length < 0) {
      return end >= 0;
    }
    String digits = answer.substring(length + 16, answer.indexOf('\r', length));
    return answer.length() >= end + 4 + Integer.parseInt(digits);
  }

  private static String tagOf(String answer) {
    return answer.replaceAll("(?s).*ETag: (\\S+).*", "$1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"BBBBBBBBBB", "BBBBBBBBBBBBBBBBBBBB", "BBB", ""})
  void aFileThatIsReplacedGoesOutUnderItsOwnHead(String second) throws IOException {
    String oldTag = tagOf(answer(""));
    step.set(() -> put(second, NEW));
    String answer = answer("");
    assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n" + second);
    assertThat(answer).contains("Content-Length: " + second.length() + "\r\n");
    assertThat(tagOf(answer)).isNotEqualTo(oldTag).isEqualTo(tagOf(answer("")));
  }

  @Test
  void aPartOfAFileThatIsReplacedIsOfTheNewOne() throws IOException {
    step.set(() -> put("0123456789abcdef", NEW));
    assertThat(answer("Range: bytes=-4\r\n"))
        .startsWith("HTTP/1.1 206 ")
        .contains("Content-Range: bytes 12-15/16\r\n")
        .endsWith("\r\n\r\ncdef");
    step.set(() -> put("012", OLD));
    assertThat(answer("Range: bytes=5-\r\n"))
        .startsWith("HTTP/1.1 416 ")
        .contains("Content-Range: bytes */3\r\n");
  }

  @Test
  void conditionsAreThoseOfTheFileThatIsSent() throws IOException {
    String oldTag = tagOf(answer(""));
    step.set(() -> put("BBBBBBBBBB", NEW));
    String whole = answer("Range: bytes=0-0\r\nIf-Range: " + oldTag + "\r\n");
    assertThat(whole).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nBBBBBBBBBB");
    step.set(() -> put(FIRST, OLD));
    assertThat(answer("If-Match: " + tagOf(whole) + "\r\n")).startsWith("HTTP/1.1 412 ");
    step.set(() -> put("BBBBBBBBBB", NEW));
    assertThat(answer("If-None-Match: " + tagOf(whole) + "\r\n")).startsWith("HTTP/1.1 304 ");
  }

  @Test
  void aFileThatIsRemovedIsNotFound() throws IOException {
    step.set(() -> Files.delete(file));
    assertThat(answer("")).startsWith("HTTP/1.1 404 ");
    put(FIRST, OLD);
    assertThat(answer("")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void aFileThatCannotBeOpenedNowIsNamedInTheLogOnly(ReportedFailures failures) {
    step.set(() -> {
      Files.delete(file);
      Files.createDirectory(file);
    });
    assertThat(answer("")).startsWith("HTTP/1.1 503 ").doesNotContain(folder.toString());
    assertThat(failures.take())
        .singleElement()
        .satisfies(entry -> assertThat(entry.message()).contains(file.toString()))
        .satisfies(entry -> assertThat(entry.error()).isNull());
  }

  @Test
  void aClientThatLeavesWhileItsFileIsOpenedLeavesNothingOpen() {
    for (int i = 0; i < 100; i++) {
      var leaver = Client.another(memory);
      leaver.send("GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n");
      leaver.peer().abort();
      memory.settle();
    }
    assertThat(answer("")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void aFileThatComesAndGoesIsThereOrNotFound() throws Exception {
    var isOver = new AtomicBoolean();
    var coming =
        Thread.ofPlatform()
            .start(() -> {
              while (!isOver.get()) {
                try {
                  put(FIRST, OLD);
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }
            });
    try {
      for (int i = 0; i < 1000; i++) {
        assertThat(answer("")).matches("(?s)HTTP/1.1 (200 .*\r\nAAAAAAAAAA|404 .*)");
      }
    } finally {
      isOver.set(true);
      coming.join();
    }
  }
}
