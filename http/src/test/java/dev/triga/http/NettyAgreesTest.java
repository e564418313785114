package dev.triga.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.testing.Gen;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.TrigaTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Netty's decoder and ours understand the same bytes in the same way, or it is said why not: where
/// two servers in a row understand a message differently, a request can be smuggled between them.
@TrigaTest
class NettyAgreesTest {
  private static final String REFUSED = "refused";

  /// A line of the table: `same`, or why ours is stricter; and the bytes, as in `bad-input.tsv`.
  private record Row(String verdict, String input, String name) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Row> rows() throws IOException {
    return BadInputTest.table("agreement.tsv").stream()
        .map(columns -> new Row(columns[0], BadInputTest.input(columns[1]), columns[1]))
        .toList();
  }

  private static void routes(Router router, List<String> seen) {
    for (String method : List.of("GET", "POST", "PUT", "OPTIONS", "DELETE")) {
      router.route(
          method,
          "/{path:path}",
          request ->
              Response.later(
                  request
                      .body()
                      .thenApply(bytes -> {
                        String query = request.rawQuery();
                        seen.add(
                            method
                                + " "
                                + request.rawPath()
                                + (query == null ? "" : "?" + query)
                                + " "
                                + new String(bytes, ISO_8859_1));
                        return Response.of(204);
                      })));
    }
  }

  private static List<String> ours(String input) {
    List<String> seen = new ArrayList<>();
    try (var memory = MemoryReactor.open()) {
      var client = Client.of(memory, router -> routes(router, seen));
      String answer = client.exchange(input);
      if (answer.matches("(?s).*HTTP/1.1 [45][0-9]{2} .*")) {
        seen.add(REFUSED);
      }
    }
    return seen;
  }

  private static List<String> nettys(String input) {
    List<String> seen = new ArrayList<>();
    var channel = new EmbeddedChannel(new HttpRequestDecoder());
    channel.writeInbound(Unpooled.copiedBuffer(input, ISO_8859_1));
    var body = new StringBuilder();
    String head = "";
    for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
      var result = ((io.netty.handler.codec.http.HttpObject) message).decoderResult();
      if (result.isFailure()) {
        seen.add(REFUSED);
        break;
      }
      if (message instanceof HttpRequest request) {
        head = request.method() + " " + request.uri().replace("http://a/", "/") + " ";
        body.setLength(0);
      }
      if (message instanceof HttpContent content) {
        body.append(content.content().toString(ISO_8859_1));
        content.release();
      }
      if (message instanceof LastHttpContent) {
        seen.add(head + body);
      }
    }
    channel.finishAndReleaseAll();
    return seen;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void bothUnderstandItAlikeOrOursRefusesIt(Row row) {
    if (row.verdict().equals("same")) {
      assertThat(ours(row.input())).isEqualTo(nettys(row.input()));
    } else {
      assertThat(ours(row.input())).as("ours").contains(REFUSED);
      assertThat(nettys(row.input())).as("Netty's").doesNotContain(REFUSED);
    }
  }

  /// Whatever ours takes for whole requests, Netty takes for the same ones.
  @Test
  void whatIsMadeOfPartsIsUnderstoodAlike(Gen gen) {
    for (int i = 0; i < 150; i++) {
      var input = new StringBuilder();
      for (int j = gen.between(1, 3); j > 0; j--) {
        input.append(request(gen));
      }
      List<String> ours = ours(input.toString());
      List<String> nettys = nettys(input.toString());
      int common = ours.contains(REFUSED) ? ours.size() - 1 : ours.size();
      assertThat(nettys.size()).as(input.toString()).isGreaterThanOrEqualTo(common);
      assertThat(ours.subList(0, common)).as(input.toString()).isEqualTo(nettys.subList(0, common));
    }
  }

  private static String request(Gen gen) {
    var text = new StringBuilder();
    text.append(gen.oneOf("GET", "POST", "PUT", "DELETE")).append(' ');
    text.append(gen.oneOf("/", "/a", "/a?b=c", "/%41", "/a//b", "http://a/b")).append(' ');
    text.append(gen.oneOf("HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0")).append("\r\n");
    text.append("Host: a\r\n");
    if (gen.oneIn(3)) {
      text.append(gen.oneOf("X: y", "X:y", "X:  y  ", "X:", "X: \t", "Cookie: a=b; c"))
          .append("\r\n");
    }
    switch (gen.between(0, 5)) {
      case 0 -> text.append("Content-Length: 3\r\n\r\nabc");
      case 1 -> text.append("Content-Length: 0\r\n\r\n");
      case 2 -> text.append("Transfer-Encoding: chunked\r\n\r\n").append(chunks(gen));
      case 3 -> text.append("content-length:5\r\n\r\nab\r\nc");
      default -> text.append("\r\n");
    }
    return text.toString();
  }

  private static String chunks(Gen gen) {
    var text = new StringBuilder();
    for (int i = gen.between(0, 3); i > 0; i--) {
      String data = "0123456789abcdefghij".substring(0, gen.between(1, 20));
      text.append(gen.oneOf("", "0", "00")).append(Integer.toHexString(data.length()));
      text.append(gen.oneOf("", "", ";a=b", ";a")).append("\r\n").append(data).append("\r\n");
    }
    return text.append("0\r\n").append(gen.oneOf("", "", "T: u\r\n")).append("\r\n").toString();
  }
}
