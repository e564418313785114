package dev.triga.http;

import static dev.triga.async.Await.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.testing.Gen;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.TrigaTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TrigaTest
class GzipTest {
  private static final String TEXT = "to be or not to be ".repeat(100);

  private MemoryReactor memory;

  @BeforeEach
  void open() {
    memory = MemoryReactor.open();
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private Client client(Responder responder) {
    return Client.of(memory, HttpServer.of(router -> router.get("/", responder)).withCompression());
  }

  private static String get(String fields) {
    return "GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  private static String unzipped(String body) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(body.getBytes(ISO_8859_1)))) {
      return new String(in.readAllBytes(), ISO_8859_1);
    }
  }

  @Test
  void textIsCompressedForThoseWhoCanReadIt() throws IOException {
    var client = client(request -> Response.text(TEXT).with("ETag", "\"1\""));
    String answer = client.exchange(get("Accept-Encoding: gzip, deflate, br\r\n"));
    assertThat(answer)
        .contains("\r\nContent-Encoding: gzip\r\n")
        .contains("\r\nVary: Accept-Encoding\r\n")
        .contains("\r\nETag: W/\"1\"\r\n")
        .contains("\r\nContent-Length: " + body(answer).length() + "\r\n");
    assertThat(unzipped(body(answer))).isEqualTo(TEXT);
    String plain = client.exchange(get(""));
    assertThat(plain)
        .contains("\r\nVary: Accept-Encoding\r\n")
        .contains("\r\nETag: \"1\"\r\n")
        .doesNotContain("Content-Encoding");
    assertThat(body(plain)).isEqualTo(TEXT);
    String head = client.exchange("HEAD / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
    assertThat(head)
        .contains("\r\nContent-Length: " + body(answer).length() + "\r\n")
        .endsWith("\r\n\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip|true",
        "GZIP|true",
        "x-gzip|true",
        "br, gzip;q=0.1|true",
        "*|true",
        "gzip;q=1.0|true",
        "gzip;q=0|false",
        "gzip; q=0.000|false",
        "gzip;q=0, *|false",
        "*;q=0|false",
        "identity|false",
        "br|false",
        "gzipped|false",
        ",,|false"
      })
  void whatTheClientAcceptsCounts(String accepted, boolean isCompressed) {
    var client = client(request -> Response.text(TEXT));
    String answer = client.exchange(get("Accept-Encoding: " + accepted + "\r\n"));
    assertThat(answer.contains("Content-Encoding: gzip")).as(answer).isEqualTo(isCompressed);
  }

  @Test
  void piecesAreReadableAsTheyCome() throws IOException {
    var client =
        client(request ->
            Response.pieces(
                "text/plain",
                out -> {
                  await(out.write("first"));
                  await(out.write(TEXT));
                  await(out.write("last"));
                }));
    String answer = client.exchange(get("Accept-Encoding: gzip\r\n"));
    assertThat(answer).contains("Content-Encoding: gzip\r\n").endsWith("0\r\n\r\n");
    var whole = new StringBuilder();
    String rest = body(answer);
    int pieces = 0;
    for (int size = size(rest); size > 0; size = size(rest)) {
      int from = rest.indexOf("\r\n") + 2;
      whole.append(rest, from, from + size);
      rest = rest.substring(from + size + 2);
      pieces++;
    }
    assertThat(pieces).isEqualTo(4);
    assertThat(unzipped(whole.toString())).isEqualTo("first" + TEXT + "last");
  }

  @Test
  void whatIsWrittenAfterTheEndIsCancelled() {
    List<BodyOutput> outputs = new ArrayList<>();
    var client =
        client(request ->
            Response.pieces(
                "text/plain",
                out -> {
                  outputs.add(out);
                  await(out.write(TEXT));
                }));
    String answer = client.exchange(get("Accept-Encoding: gzip\r\n"));
    assertThat(answer).contains("Content-Encoding: gzip\r\n").endsWith("0\r\n\r\n");
    for (String late : List.of("late", "")) {
      assertThat(outputs.getFirst().write(late).isCancelled()).as("'%s'", late).isTrue();
    }
  }

  private static int size(String chunks) {
    return Integer.parseInt(chunks.substring(0, chunks.indexOf('\r')), 16);
  }

  @Test
  void whatIsLargeIsCompressedBesideTheLoop() throws IOException {
    String large = TEXT.repeat(100);
    var client = client(request -> Response.text(large));
    client.send(get("Accept-Encoding: gzip\r\n"));
    long deadline = System.nanoTime() + 10_000_000_000L;
    String answer = "";
    while (answer.isEmpty() && System.nanoTime() < deadline) {
      memory.settle();
      answer = client.received();
    }
    assertThat(unzipped(body(answer))).isEqualTo(large);
  }

  @Test
  void whatIsNotWorthItGoesAsItIs(Gen gen) {
    byte[] random = gen.exactBytes(5000);
    byte[] text = TEXT.getBytes(ISO_8859_1);
    for (Response response :
        Arrays.asList(
            Response.text("short"),
            Response.bytes("image/png", text),
            Response.bytes("text/event-stream", text),
            Response.bytes("text/plain", random),
            Response.text(TEXT).with("Content-Encoding", "br"),
            Response.text(TEXT).with("Cache-Control", "public, no-transform"),
            Response.text(TEXT).uncompressed())) {
      try (var other = MemoryReactor.open()) {
        var client =
            Client.of(
                other,
                HttpServer.of(router -> router.get("/", request -> response)).withCompression());
        String answer = client.exchange(get("Accept-Encoding: gzip\r\n"));
        assertThat(answer).startsWith("HTTP/1.1 200 ").doesNotContain("gzip");
        assertThat(body(answer).getBytes(ISO_8859_1))
            .isEqualTo(((Response.Content.Bytes) response.content()).bytes());
      }
    }
  }
}
