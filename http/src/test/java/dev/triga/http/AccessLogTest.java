package dev.triga.http;

import static dev.triga.async.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.async.Deferred;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.TrigaTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@TrigaTest
class AccessLogTest {
  private static final AccessEntry ENTRY =
      new AccessEntry(
          Instant.parse("1994-11-06T08:49:37Z"),
          1_500_000_000,
          new InetSocketAddress("127.0.0.1", 4711),
          "GET",
          "/a?b=\"c",
          "HTTP/1.1",
          200,
          13,
          null,
          "curl\n/1 \u00e9\\");

  private MemoryReactor memory;

  @BeforeEach
  void open() {
    memory = MemoryReactor.open();
  }

  @AfterEach
  void close() {
    memory.close();
  }

  @Test
  void linesAreThoseThatAnalysersRead() {
    String common = "127.0.0.1 - - [06/Nov/1994:08:49:37 +0000] \"GET /a?b=\\\"c HTTP/1.1\" 200 13";
    assertThat(AccessFormat.COMMON.line(ENTRY)).isEqualTo(common);
    assertThat(AccessFormat.COMBINED.line(ENTRY))
        .isEqualTo(common + " \"-\" \"curl\\x0a/1 \\xe9\\\\\"");
    assertThat(AccessFormat.JSON.line(ENTRY))
        .startsWith(
            "{\"time\":\"1994-11-06T08:49:37Z\",\"client\":\"127.0.0.1\",\"method\":\"GET\"")
        .contains("\"status\":200,\"bytes\":13,\"seconds\":1.5,\"referer\":null");
  }

  @ParameterizedTest
  @EnumSource
  void whatClientsSendStaysInItsLine(AccessFormat format) {
    var text = new StringBuilder();
    for (char c = 0; c < 256; c++) {
      text.append(c);
    }
    var entry =
        new AccessEntry(
            Instant.EPOCH,
            0,
            ENTRY.client(),
            text.toString(),
            text.toString(),
            "HTTP/1.1",
            200,
            0,
            text.toString(),
            text.toString());
    assertThat(format.line(entry).chars()).noneMatch(Character::isISOControl);
  }

  @Test
  void eachRequestIsToldOnceWhenItIsOver() {
    List<AccessEntry> entries = new ArrayList<>();
    Deferred<Response> later = new Deferred<>();
    HttpServer server =
        HttpServer.of(
                router -> {
                  router.get("/", request -> Response.text("hello"));
                  router.get("/later", request -> Response.later(later));
                  router.get(
                      "/pieces",
                      request -> Response.pieces("a/b", out -> await(out.write("12345"))));
                })
            .withAccessLog(entries::add);
    var client = Client.of(memory, server);
    client.exchange("GET /?a=b HTTP/1.1\r\nHost: a\r\nUser-Agent: me\r\nReferer: you\r\n\r\n");
    client.exchange("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    client.exchange("GET /pieces HTTP/1.1\r\nHost: a\r\n\r\n");
    client.exchange("GET /nothing HTTP/1.0\r\n\r\n");
    var malformed = Client.another(memory);
    malformed.exchange("what?\r\n\r\n");
    var leaving = Client.another(memory);
    leaving.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
    memory.runFor(Duration.ofMillis(20));
    leaving.peer().abort();
    memory.settle();
    assertThat(entries.stream().map(e -> e.method() + " " + e.target() + " " + e.status()))
        .containsExactly(
            "GET /?a=b 200",
            "HEAD / 200",
            "GET /pieces 200",
            "GET /nothing 404",
            "- - 400",
            "GET /later 499");
    assertThat(entries.stream().map(AccessEntry::bodyBytes).limit(3)).containsExactly(5L, 0L, 5L);
    assertThat(entries.getFirst())
        .extracting(AccessEntry::userAgent, AccessEntry::referer, AccessEntry::protocol)
        .containsExactly("me", "you", "HTTP/1.1");
    assertThat(entries.get(3).protocol()).isEqualTo("HTTP/1.0");
    assertThat(entries.getLast().nanos()).isEqualTo(20_000_000);
  }

  @Test
  void aFileIsAppendedToAndOpenedAgainByItsName(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("access.log");
    Path old = folder.resolve("access.log.1");
    Files.writeString(file, "before\n");
    String line = AccessFormat.COMMON.line(ENTRY) + "\n";
    try (var log = AccessLogFile.open(file, AccessFormat.COMMON)) {
      log.ended(ENTRY);
      Files.move(file, old);
      log.reopen();
      until(() -> Files.exists(file));
      log.ended(ENTRY);
      log.ended(ENTRY);
      until(() -> Files.size(file) > line.length());
      log.append("of another form");
      log.ended(ENTRY);
    }
    assertThat(old).hasContent("before\n" + line);
    assertThat(file).hasContent(line.repeat(2) + "of another form\n" + line);
  }

  @Test
  void aFileThatCannotBeWrittenIsToldAtOnce(@TempDir Path folder) {
    assertThatThrownBy(() -> AccessLogFile.open(folder, AccessFormat.JSON))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContainingAll(folder.toString(), "Is a directory");
    Path nowhere = folder.resolve("none").resolve("log");
    assertThatThrownBy(() -> AccessLogFile.open(nowhere, AccessFormat.JSON))
        .hasMessage("cannot write the access log " + nowhere + ": there is no such folder");
  }

  @Test
  void whatIsTooMuchIsCounted(@TempDir Path folder) {
    var log = AccessLogFile.open(folder.resolve("log"), AccessFormat.COMMON);
    log.close();
    log.ended(ENTRY);
    assertThat(log.dropped()).isEqualTo(1);
    log.close();
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void until(Condition condition) throws IOException {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (!condition.holds()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
