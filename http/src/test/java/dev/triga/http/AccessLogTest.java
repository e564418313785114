package dev.triga.http;

import static dev.triga.async.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.triga.async.Deferred;
import dev.triga.net.Endpoint;
import dev.triga.net.FileRegion;
import dev.triga.reactor.LogEntry;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.ReportedFailures;
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
  void aLogThatThrowsKeepsNobodyFromGoingOn(ReportedFailures failures) {
    Deferred<Response> later = new Deferred<>();
    var server =
        HttpServer.of(router ->
                router
                    .get("/", request -> Response.text("hello"))
                    .get("/later", request -> Response.later(later)))
            .withAccessLog(entry -> {
              throw new IllegalStateException("no log today");
            });
    var port = memory.reactor().listen(Endpoint.parse("tcp:127.0.0.1:8060"), server);
    String get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    var client = Client.another(memory);
    client.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
    later.succeed(Response.text("at last"));
    memory.settle();
    assertThat(client.received()).endsWith("at last");
    assertThat(client.exchange(get)).startsWith("HTTP/1.1 200 ").endsWith("hello");
    assertThat(client.exchange(get)).endsWith("hello");
    var malformed = Client.another(memory);
    assertThat(malformed.exchange("what?\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(malformed.isOpen()).isFalse();
    client.peer().close();
    malformed.peer().close();
    memory.settle();
    assertThat(port.connections()).isZero();
    assertThat(failures.take().stream().map(LogEntry::message))
        .containsExactly("the access log failed");
    memory.runFor(Duration.ofSeconds(1));
    var another = Client.another(memory);
    assertThat(another.exchange(get)).endsWith("hello");
    assertThat(failures.take().stream().map(LogEntry::message))
        .containsExactly("the access log failed (3 more failures were not logged)");
  }

  @Test
  void whatIsCutOffIsLoggedAndCountedWithTheBytesThatHaveGone(@TempDir Path folder)
      throws IOException {
    int size = 4 << 20;
    Path file = Files.write(folder.resolve("large"), new byte[size]);
    List<AccessEntry> entries = new ArrayList<>();
    var server =
        HttpServer.of(router ->
                router
                    .get("/file", request -> Response.file("a/b", FileRegion.of(file, 0, size)))
                    .get("/bytes", request -> Response.bytes("a/b", new byte[size])))
            .withAccessLog(entries::add)
            .withCounters();
    memory.reactor().listen(Endpoint.parse("tcp:127.0.0.1:8060"), server);
    long sum = 0;
    for (String path : List.of("/file", "/bytes")) {
      var client = Client.another(memory);
      client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
      var got = new StringBuilder();
      until(() -> {
        memory.settle();
        byte[] some = client.peer().readAvailable();
        got.repeat('.', some.length);
        return got.length() > 100_000;
      });
      client.peer().abort();
      memory.settle();
      assertThat(entries.getLast().bodyBytes()).as(path).isBetween(50_000L, size - 1L);
      sum += entries.getLast().bodyBytes();
    }
    assertThat(server.counters(memory.reactor()).bodyBytes()).isEqualTo(sum);
  }

  @Test
  void aFileIsOpenedAgainAlsoWhenTheOldOneTakesNothing(@TempDir Path folder) throws IOException {
    Path full = Path.of("/dev/full");
    assumeThat(full).as("a file on a full disk").exists();
    Path file = Files.createSymbolicLink(folder.resolve("access.log"), full);
    try (var log = AccessLogFile.open(file, AccessFormat.COMMON)) {
      log.append("before");
      Files.delete(file);
      log.reopen();
      until(() -> Files.exists(file));
      log.append("after");
    }
    assertThat(file).content().endsWith("after\n");
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
