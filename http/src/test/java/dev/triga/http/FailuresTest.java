package dev.triga.http;

import static dev.triga.async.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.net.FileRegion;
import dev.triga.reactor.LogEntry;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.ReportedFailures;
import dev.triga.testing.TrigaTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What clients, and whoever reads the log, get of what goes wrong in the server. What was reported
/// and is not taken fails a test.
@TrigaTest
class FailuresTest {
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private MemoryReactor memory;

  @BeforeEach
  void open() {
    memory = MemoryReactor.open();
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  @Test
  void anErrorIsAnsweredLikeAnException(ReportedFailures failures) {
    List<AccessEntry> entries = new ArrayList<>();
    var server =
        HttpServer.of(
                router -> {
                  router.before(request -> {
                    if (request.path().equals("/hook")) {
                      throw new AssertionError("in the hook");
                    }
                    return null;
                  });
                  router.get(
                      "/plain",
                      request -> {
                        throw new AssertionError("in the responder");
                      });
                  router.get(
                      "/deep",
                      request -> {
                        throw new StackOverflowError();
                      });
                  router.get("/", request -> Response.text("fine"));
                })
            .withAccessLog(entries::add);
    var client = Client.of(memory, server);
    for (String path : List.of("/plain", "/hook", "/deep")) {
      assertThat(client.exchange(get(path))).startsWith("HTTP/1.1 500 ");
    }
    assertThat(client.exchange(get("/"))).endsWith("fine");
    assertThat(entries.stream().map(AccessEntry::status)).containsExactly(500, 500, 500, 200);
    assertThat(failures.take().stream().map(LogEntry::message))
        .containsExactly(
            "failed to answer GET /plain",
            "failed to answer GET /hook",
            "failed to answer GET /deep");
  }

  @Test
  void aBodyThatGoesOnMalformedIsNoFailureOfWhoeverReadsIt() {
    var client =
        Client.of(
            memory,
            router -> {
              router.post(
                  "/count",
                  Responder.coroutine(request -> {
                    int sum = 0;
                    for (var piece = next(request); piece != null; piece = next(request)) {
                      sum += piece.remaining();
                    }
                    return Response.text("" + sum);
                  }));
              router.post(
                  "/echo",
                  request ->
                      Response.pieces(
                          "a/b",
                          out -> {
                            for (var piece = next(request); piece != null; piece = next(request)) {
                              await(out.write(piece));
                            }
                          }));
            });
    String head = " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";
    client.send("POST /count" + head);
    assertThat(client.exchange("zz\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(client.isOpen()).isFalse();
    var other = Client.another(memory);
    assertThat(other.exchange("POST /echo" + head)).contains("abc");
    assertThat(other.exchange("zz\r\n")).doesNotContain("0\r\n\r\n");
    assertThat(other.isOpen()).isFalse();
  }

  private static ByteBuffer next(Request request) {
    return await(request.nextPiece());
  }

  @Test
  void aFileThatFailsWhileItIsSentIsNamedInTheLog(@TempDir Path folder, ReportedFailures failures)
      throws IOException {
    Path cut = Files.writeString(folder.resolve("cut.txt"), "01234");
    Path gone = folder.resolve("gone.txt");
    for (Path file : List.of(cut, gone)) {
      try (var own = MemoryReactor.open()) {
        var client =
            Client.answered(own, request -> Response.file("a/b", FileRegion.of(file, 0, 10)));
        client.send(get("/"));
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (client.isOpen() && System.nanoTime() < deadline) {
          Thread.onSpinWait();
        }
        assertThat(client.isOpen()).isFalse();
      }
      assertThat(failures.take())
          .singleElement()
          .satisfies(entry -> assertThat(entry.message()).contains(file.toString()))
          .satisfies(entry -> assertThat(entry.error()).isNull());
    }
  }
}
