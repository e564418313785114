package dev.triga.http;

import static dev.triga.async.Await.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.async.Deferred;
import dev.triga.testing.Gen;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.ReportedFailures;
import dev.triga.testing.TrigaTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@TrigaTest
class HttpServerTest {
  private MemoryReactor memory;

  @BeforeEach
  void open() {
    memory = MemoryReactor.open();
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private static final String HELLO =
      "HTTP/1.1 200 OK\r\n"
          + Client.DATE
          + "\r\nContent-Type: text/plain; charset=utf-8\r\n"
          + "Content-Length: 5\r\n\r\nhello";

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  private static void hello(Router router) {
    router.get("/", request -> Response.text("hello"));
    router.post(
        "/echo",
        request -> Response.later(request.body().thenApply(bytes -> Response.bytes("a/b", bytes))));
  }

  @Test
  void aRequestIsAnsweredAndTheConnectionKept() {
    var client = Client.of(memory, HttpServerTest::hello);
    assertThat(client.exchange(get("/"))).isEqualTo(HELLO);
    assertThat(client.exchange(get("/"))).isEqualTo(HELLO);
    assertThat(client.isOpen()).isTrue();
  }

  @Test
  void requestsSentAheadAreAnsweredInOrder() {
    List<Deferred<Response>> later = new ArrayList<>();
    var client =
        Client.of(
            memory,
            router -> {
              hello(router);
              router.get(
                  "/later/{n}",
                  request -> {
                    Deferred<Response> answer = new Deferred<>();
                    later.add(answer);
                    return Response.later(answer);
                  });
            });
    assertThat(client.exchange(get("/later/1") + get("/") + get("/later/2"))).isEmpty();
    later.getFirst().succeed(Response.text("one"));
    memory.settle();
    assertThat(client.received()).endsWith(HELLO).contains("one");
    later.getLast().succeed(Response.text("two"));
    memory.settle();
    assertThat(client.received()).endsWith("two");
  }

  @Test
  void aRequestMayBeCutAnywhere() {
    var client = Client.of(memory, HttpServerTest::hello);
    String request =
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3;a=b\r\nabc\r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n"
            + get("/");
    for (int cut = 1; cut < request.length(); cut++) {
      String first = client.exchange(request.substring(0, cut));
      String answers = first + client.exchange(request.substring(cut));
      assertThat(answers).as("cut at %s", cut).contains("\r\n\r\nabc0123456789").endsWith(HELLO);
    }
  }

  @Test
  void aRequestMayComeInAnyPieces(Gen gen) {
    var client = Client.of(memory, HttpServerTest::hello);
    String request =
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\nabcdefg" + get("/");
    for (int i = 0; i < 20; i++) {
      var answers = new StringBuilder();
      for (byte[] piece : gen.chunks(request.getBytes(UTF_8))) {
        answers.append(client.exchange(new String(piece, UTF_8)));
      }
      assertThat(answers.toString()).contains("\r\n\r\nabcdefg").endsWith(HELLO);
    }
  }

  @Test
  void headIsGetWithoutTheBody() {
    var client = Client.of(memory, HttpServerTest::hello);
    assertThat(client.exchange("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"))
        .contains("Content-Length: 5\r\n")
        .endsWith("\r\n\r\n");
  }

  @Test
  void aClientOfHttp10GetsItsConnectionClosedUnlessItAsks() {
    var client = Client.of(memory, HttpServerTest::hello);
    assertThat(client.exchange("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"))
        .contains("Connection: keep-alive\r\n");
    assertThat(client.isOpen()).isTrue();
    assertThat(client.exchange("GET / HTTP/1.0\r\n\r\n")).contains("Connection: close\r\n");
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void whoAsksForTheEndGetsIt() {
    var client = Client.of(memory, HttpServerTest::hello);
    assertThat(client.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: a, Close\r\n\r\n"))
        .contains("Connection: close\r\n")
        .endsWith("hello");
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void whoWaitsForContinueGetsItWhenTheBodyIsWanted() {
    var client = Client.of(memory, HttpServerTest::hello);
    String head = " HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n";
    assertThat(client.exchange("POST /echo" + head)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
    assertThat(client.exchange("abc")).endsWith("\r\n\r\nabc");
    assertThat(client.exchange("GET /" + head)).contains("200 OK").contains("Connection: close");
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void aBodyThatNobodyWantsIsSkipped() {
    var client = Client.of(memory, HttpServerTest::hello);
    assertThat(
            client.exchange("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + get("/")))
        .isEqualTo(HELLO + HELLO);
  }

  @Test
  void aBodyThatNobodyReadsSlowsTheClientDown() {
    List<Request> requests = new ArrayList<>();
    Deferred<Response> answer = new Deferred<>();
    var client =
        Client.of(
            memory,
            router ->
                router.post(
                    "/",
                    request -> {
                      requests.add(request);
                      return Response.later(answer);
                    }));
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
    byte[] piece = new byte[10_000];
    int sent = 0;
    for (int i = 0; i < 100; i++) {
      sent += client.peer().offer(piece);
      memory.settle();
    }
    assertThat(sent).isLessThan(400_000);
    long got = 0;
    while (got < 1_000_000) {
      var next = requests.getFirst().nextPiece();
      for (int i = 0; i < 5 && !next.isDone(); i++) {
        if (sent < 1_000_000) {
          sent +=
              client
                  .peer()
                  .offer(java.util.Arrays.copyOf(piece, Math.min(10_000, 1_000_000 - sent)));
        }
        memory.settle();
      }
      ByteBuffer bytes = next.resultNow();
      assertThat(bytes).isNotNull();
      got += bytes == null ? 0 : bytes.remaining();
    }
    assertThat(requests.getFirst().nextPiece().resultNow()).isNull();
    answer.succeed(Response.text("done"));
    memory.settle();
    assertThat(client.received()).endsWith("done");
  }

  @Test
  void piecesGoInChunksAndToOldClientsAsTheyAre() {
    var client =
        Client.answered(
            memory,
            request ->
                Response.pieces(
                    "text/plain",
                    out -> {
                      await(out.write("one"));
                      await(out.write(""));
                      await(out.write("two and three"));
                    }));
    assertThat(client.exchange(get("/")))
        .contains("Transfer-Encoding: chunked\r\n")
        .endsWith("\r\n\r\n3\r\none\r\nd\r\ntwo and three\r\n0\r\n\r\n");
    assertThat(client.exchange("GET / HTTP/1.0\r\n\r\n")).endsWith("\r\n\r\nonetwo and three");
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void aWriterThatFailsBreaksTheConnection(ReportedFailures failures) {
    var client =
        Client.answered(
            memory,
            request ->
                Response.pieces(
                    "text/plain",
                    out -> {
                      await(out.write("one"));
                      throw new IllegalStateException("no more");
                    }));
    assertThat(client.exchange(get("/"))).doesNotContain("0\r\n\r\n");
    assertThat(client.isOpen()).isFalse();
    assertThat(failures.take().toString()).contains("no more");
  }

  @Test
  void coroutinesAndThreadsAnswer() {
    var client =
        Client.answered(
            memory,
            Responder.coroutine(request -> {
              await(request.reactor().deferLater(Duration.ofSeconds(3)));
              return Response.text("hello");
            }));
    client.send(get("/"));
    memory.runFor(Duration.ofSeconds(4));
    assertThat(client.received()).isEqualTo(HELLO);
  }

  @Test
  void whatIsPromisedIsCancelledWhenTheClientLeaves() {
    for (boolean isRude : new boolean[] {true, false}) {
      Deferred<Response> answer = new Deferred<>();
      try (var other = MemoryReactor.open()) {
        var client = Client.answered(other, request -> Response.later(answer));
        client.send(get("/"));
        assertThat(answer.isDone()).isFalse();
        if (isRude) {
          client.peer().abort();
        } else {
          client.peer().shutdownOutput();
        }
        other.settle();
        assertThat(answer.isCancelled()).isTrue();
      }
    }
    assertThat(memory.reactor().scheduledCalls()).isEmpty();
  }

  @Test
  void failuresBecomePagesThatEscape(ReportedFailures failures) {
    var client =
        Client.of(
            memory,
            router -> {
              router.get(
                  "/known",
                  request -> {
                    throw new HttpFailure(409, "<script>");
                  });
              router.get(
                  "/unknown",
                  request -> {
                    throw new IllegalStateException("secret");
                  });
              router.get(
                  "/later",
                  request -> Response.later(Deferred.failed(new HttpFailure(410, "gone"))));
            });
    assertThat(client.exchange(get("/known")))
        .startsWith("HTTP/1.1 409 Conflict")
        .contains("&lt;script&gt;");
    assertThat(client.exchange(get("/later"))).startsWith("HTTP/1.1 410 Gone");
    assertThat(client.exchange(get("/unknown")))
        .startsWith("HTTP/1.1 500 ")
        .doesNotContain("secret");
    assertThat(failures.take().toString()).contains("secret");
    assertThat(client.exchange(get("/%3Cb%3E"))).startsWith("HTTP/1.1 404 ").contains("&lt;b&gt;");
  }

  @Test
  void aSlowHeadAndASlowBodyAreTimedOutAndAnIdleConnectionIsClosed() {
    var head = Client.of(memory, HttpServerTest::hello);
    head.send("GET / HT");
    for (int i = 0; i < 9; i++) {
      memory.runFor(Duration.ofSeconds(1));
      head.send("T");
    }
    var body = Client.another(memory);
    body.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na");
    var idle = Client.another(memory);
    assertThat(idle.exchange(get("/"))).isEqualTo(HELLO);
    memory.runFor(Duration.ofSeconds(2));
    assertThat(head.received()).matches("(?s)HTTP/1.1 40[08] .*");
    memory.runFor(Duration.ofSeconds(30));
    assertThat(body.received()).startsWith("HTTP/1.1 408 ");
    assertThat(idle.isOpen()).isTrue();
    memory.runFor(Duration.ofSeconds(50));
    assertThat(idle.isOpen()).isFalse();
  }

  @Test
  void aBodyThatDripsIsTimedOutAndOneThatComesSteadilyIsNot() {
    var dripping = Client.of(memory, HttpServerTest::hello);
    dripping.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n");
    var steady = Client.another(memory);
    steady.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n");
    String refusal = "";
    for (int i = 0; i < 90; i++) {
      memory.runFor(Duration.ofSeconds(1));
      steady.send("a".repeat(1000));
      if (refusal.isEmpty()) {
        dripping.send("a");
        refusal = dripping.received();
      }
    }
    assertThat(refusal).startsWith("HTTP/1.1 408 ");
    assertThat(dripping.isOpen()).isFalse();
    assertThat(steady.received()).startsWith("HTTP/1.1 200 ").endsWith("a".repeat(90_000));
  }

  @Test
  void aLargeBodyGoesAsTheClientTakesIt() {
    byte[] large = new byte[3_000_000];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) ('a' + i % 23);
    }
    var direct = ByteBuffer.allocateDirect(large.length).put(large).flip();
    var client =
        Client.of(
            memory,
            router -> {
              router.get("/heap", request -> Response.bytes("text/plain", large));
              router.get("/direct", request -> Response.bytes("text/plain", direct));
            });
    client.send(get("/heap") + get("/direct") + get("/heap"));
    memory.settle();
    String received = client.received();
    String body = new String(large, java.nio.charset.StandardCharsets.US_ASCII);
    assertThat(received).endsWith("\r\n\r\n" + body);
    assertThat(received.split("HTTP/1.1 200 ", -1)).hasSize(4);
    assertThat(received.length()).isBetween(9_000_000, 9_001_000);
  }

  @Test
  void aClientThatTakesItsAnswerSlowlyIsKept() {
    var large = ByteBuffer.allocateDirect(1_000_000);
    var client = Client.answered(memory, request -> Response.bytes("a/b", large));
    client.send(get("/"));
    long taken = 0;
    for (int i = 0; i < 100 && taken < large.capacity(); i++) {
      taken += client.peer().readAvailable().length;
      memory.runFor(Duration.ofSeconds(60));
    }
    assertThat(taken).isGreaterThanOrEqualTo(large.capacity());
  }

  @Test
  void aClientThatTakesNothingOfAFileIsGivenUp(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("big"), new byte[2_000_000]);
    var client =
        Client.of(memory, router -> router.get("/{path:path}", StaticFiles.of(file.getParent())));
    client.send(get("/big"));
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (client.received().isEmpty() && System.nanoTime() < deadline) {
      memory.settle();
    }
    // The file is read beside the loop, so that the last sign of life may come a little later.
    for (int i = 0; i < 5 && client.isOpen(); i++) {
      memory.runFor(Duration.ofSeconds(80));
    }
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void aClientThatTakesNothingOfWhatComesLaterIsGivenUp() {
    byte[] large = new byte[2_000_000];
    var client =
        Client.of(
            memory,
            router -> {
              router.get(
                  "/large",
                  request ->
                      Response.later(
                          request
                              .reactor()
                              .deferLater(
                                  Duration.ofSeconds(1), () -> Response.bytes("a/b", large))));
              router.get(
                  "/pieces",
                  request ->
                      Response.pieces(
                          "a/b",
                          out -> {
                            await(request.reactor().deferLater(Duration.ofSeconds(1)));
                            for (int i = 0; i < 100; i++) {
                              await(out.write(ByteBuffer.wrap(large)));
                            }
                          }));
            });
    var other = Client.another(memory);
    client.send(get("/large"));
    other.send(get("/pieces"));
    memory.runFor(Duration.ofSeconds(70));
    assertThat(client.isOpen()).isTrue();
    memory.runFor(Duration.ofSeconds(10));
    assertThat(client.isOpen()).isFalse();
    assertThat(other.isOpen()).isFalse();
    assertThat(memory.reactor().scheduledCalls()).isEmpty();
  }

  @Test
  void aResponseCannotBreakOutOfItsLines() {
    var response = Response.of(200);
    assertThatThrownBy(() -> response.with("X", "a\r\nSet-Cookie: b")).hasMessageContaining("13");
    assertThatThrownBy(() -> response.with("X\r\n", "a")).hasMessageContaining("name");
    assertThatThrownBy(() -> response.with("X:", "a")).hasMessageContaining("name");
    assertThatThrownBy(() -> response.with("", "a")).hasMessageContaining("name");
    assertThatThrownBy(() -> response.with("X", "\u0100")).hasMessageContaining("encode");
    assertThatThrownBy(() -> response.with("content-length", "1")).hasMessageContaining("own");
    assertThatThrownBy(() -> Response.bytes("a\nb", new byte[0])).hasMessageContaining("10");
    assertThatThrownBy(() -> Response.redirect("/\n")).hasMessageContaining("10");
    assertThatThrownBy(() -> Response.of(101)).hasMessageContaining("101");
  }

  @Test
  void jsonIsWritten() {
    record Point(int x, List<String> names) {}

    assertThat(Json.text(new Point(1, List.of("a\"\n<", "é"))))
        .isEqualTo("{\"x\":1,\"names\":[\"a\\\"\\u000a\\u003c\",\"é\"]}");
    assertThat(Json.text(Map.of("a", new int[] {1, 2}))).isEqualTo("{\"a\":[1,2]}");
    assertThat(Json.text(List.of())).isEqualTo("[]");
    assertThatThrownBy(() -> Json.text(Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> Json.text(new Object())).hasMessageContaining("Object");
  }
}
