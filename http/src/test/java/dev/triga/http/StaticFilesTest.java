package dev.triga.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.triga.testing.MemoryReactor;
import dev.triga.testing.TrigaTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TrigaTest
class StaticFilesTest {
  private static final String CHANGED = "Sun, 06 Nov 1994 08:49:37 GMT";
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  @TempDir Path folder;
  private MemoryReactor memory;
  private Client client;

  @BeforeEach
  void open() throws IOException {
    memory = MemoryReactor.open();
    Path served = Files.createDirectories(folder.resolve("served/sub"));
    Path root = served.getParent();
    Path digits = Files.writeString(root.resolve("digits.txt"), "0123456789");
    Files.setLastModifiedTime(digits, FileTime.from(Instant.parse("1994-11-06T08:49:37Z")));
    Files.writeString(served.resolve("index.html"), "<p>index");
    Files.createDirectory(root.resolve("bare"));
    Files.writeString(root.resolve(".secret"), "secret");
    Files.writeString(folder.resolve("outside.txt"), "outside");
    Files.createSymbolicLink(root.resolve("link.txt"), folder.resolve("outside.txt"));
    Files.writeString(root.resolve("empty.css"), "");
    client = Client.of(memory, router -> router.get("/f/{path:path}", StaticFiles.of(root)));
  }

  @AfterEach
  void close() {
    memory.close();
  }

  /// Files are looked up on threads, which settling does not wait for.
  private String answer(String method, String name, String fields) {
    client.send(method + " /f/" + name + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    var answer = new StringBuilder();
    while (!isWhole(answer.toString(), method) && System.nanoTime() < deadline) {
      memory.settle();
      answer.append(client.received());
      Thread.onSpinWait();
    }
    return answer.toString();
  }

  private static boolean isWhole(String answer, String method) {
    int end = answer.indexOf("\r\n\r\n");
    int length = answer.indexOf("Content-Length: ");
    if (end < 0 || length < 0 || method.equals("HEAD")) {
      return end >= 0;
    }
    String digits = answer.substring(length + 16, answer.indexOf('\r', length));
    return answer.length() == end + 4 + Integer.parseInt(digits);
  }

  @Test
  void aFileIsServedWithWhatCachesNeed() {
    assertThat(answer("GET", "digits.txt", ""))
        .startsWith("HTTP/1.1 200 ")
        .contains("Content-Type: text/plain; charset=utf-8\r\n")
        .contains("Last-Modified: " + CHANGED + "\r\n")
        .containsPattern("ETag: \"[0-9a-f]+-a\"\r\n")
        .contains("Accept-Ranges: bytes\r\n")
        .endsWith("\r\n\r\n0123456789");
    assertThat(answer("HEAD", "digits.txt", ""))
        .contains("Content-Length: 10\r\n")
        .endsWith("\r\n\r\n");
    assertThat(answer("GET", "empty.css", "")).contains("Content-Length: 0\r\n");
    assertThat(answer("GET", "sub/", "")).endsWith("<p>index");
  }

  @Test
  void aFolderIsServedUnderTheNameThatItsLinksNeed() {
    assertThat(answer("GET", "sub?a=b", ""))
        .startsWith("HTTP/1.1 301 ")
        .contains("Location: /f/sub/?a=b\r\n");
    assertThat(answer("GET", "sub/", "")).endsWith("<p>index");
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-3, 206, 0123, bytes 0-3/10",
    "bytes=4-, 206, 456789, bytes 4-9/10",
    "bytes=-3, 206, 789, bytes 7-9/10",
    "bytes=-30, 206, 0123456789, bytes 0-9/10",
    "bytes=8-99999999999999999, 206, 89, bytes 8-9/10",
    "bytes=9-9, 206, 9, bytes 9-9/10",
    "bytes=10-, 416, '', bytes */10",
    "bytes=-0, 416, '', bytes */10",
    "bytes=3-1, 200, 0123456789, ''",
    "'bytes=0-1,3-4', 200, 0123456789, ''",
    "lines=0-1, 200, 0123456789, ''",
    "bytes=-, 200, 0123456789, ''",
    "bytes=99999999999999999999-, 200, 0123456789, ''",
    "bytes=+1-2, 200, 0123456789, ''",
  })
  void aRangeIsServed(String range, int status, String body, String part) {
    String answer = answer("GET", "digits.txt", "Range: " + range + "\r\n");
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    if (!part.isEmpty()) {
      assertThat(answer).contains("Content-Range: " + part + "\r\n");
    }
    if (status != 416) {
      assertThat(answer).endsWith("\r\n\r\n" + body);
    }
  }

  @Test
  void conditionsAreHeeded() {
    String whole = answer("GET", "digits.txt", "");
    String tag = whole.replaceAll("(?s).*ETag: (\\S+).*", "$1");
    assertThat(answer("GET", "digits.txt", "If-None-Match: \"x\", W/" + tag + "\r\n"))
        .startsWith("HTTP/1.1 304 ")
        .doesNotContain("Content-Length");
    assertThat(answer("GET", "digits.txt", "If-Modified-Since: " + CHANGED + "\r\n"))
        .startsWith("HTTP/1.1 304 ");
    assertThat(
            answer(
                "GET",
                "digits.txt",
                "If-None-Match: \"x\"\r\nIf-Modified-Since: " + CHANGED + "\r\n"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(answer("GET", "digits.txt", "If-Match: \"x\"\r\n")).startsWith("HTTP/1.1 412 ");
    assertThat(answer("GET", "digits.txt", "If-Match: " + tag + "\r\n"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(answer("GET", "digits.txt", "If-Modified-Since: yesterday\r\n"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(answer("GET", "digits.txt", "Range: bytes=0-0\r\nIf-Range: \"x\"\r\n"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(answer("GET", "digits.txt", "Range: bytes=0-0\r\nIf-Range: " + tag + "\r\n"))
        .startsWith("HTTP/1.1 206 ");
  }

  @Test
  void theOldFormsOfDatesAreHeeded() {
    for (String date :
        new String[] {"Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"}) {
      assertThat(answer("GET", "digits.txt", "If-Modified-Since: " + date + "\r\n"))
          .startsWith("HTTP/1.1 304 ");
    }
  }

  @Test
  void aFileThatTheServerMayNotReadIsForbidden() throws IOException {
    Path file = folder.resolve("served/digits.txt");
    Files.setPosixFilePermissions(file, Set.of());
    if (Files.isReadable(file)) {
      // Root reads what has no permissions, but not what the kernel keeps for writing.
      file = Path.of("/proc/sys/vm/drop_caches");
      assumeThat(Files.isRegularFile(file) && !Files.isReadable(file))
          .as("there is a file that root may not read")
          .isTrue();
    }
    var files = StaticFiles.of(file.getParent());
    memory.close();
    memory = MemoryReactor.open();
    client = Client.of(memory, router -> router.get("/f/{path:path}", files));
    String name = file.getFileName().toString();
    assertThat(answer("GET", name, "")).startsWith("HTTP/1.1 403 ");
  }

  @ParameterizedTest
  @CsvSource({
    "nothing.txt",
    "bare",
    "''",
    ".secret",
    "link.txt",
    "..%2Foutside.txt",
    "sub%2F..%2F..%2Foutside.txt",
    "%2Fetc%2Fpasswd",
    "sub/%2Fetc%2Fpasswd",
    "digits.txt/",
    "digits.txt/x",
    "sub/.",
    "%5C..%5Coutside.txt",
    "digits.txt%00"
  })
  void whatIsNotServedIsNotFound(String name) {
    assertThat(answer("GET", name, "")).matches("(?s)HTTP/1.1 40[04] .*").doesNotContain("outside");
  }
}
