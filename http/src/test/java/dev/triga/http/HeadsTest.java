package dev.triga.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.http.FieldLine.Kind;
import dev.triga.testing.Gen;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.TrigaTest;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Heads, of which two readers read one part each: nobody notices.
@TrigaTest
class HeadsTest {
  private static final Pattern PLAIN =
      Pattern.compile(
          "([-!#$%&'*+.^_`|~0-9A-Za-z]+):[ \t]*((?:[!-~\u0080-\u00ff]"
              + "(?:[\t -~\u0080-\u00ff]*[!-~\u0080-\u00ff])?)?)[ \t]*\r\n");
  private static final String FIELDS =
      "X-A: 1\r\nhost: Ab\r\nX-B:\t2\t \r\nX-A: 3\r\nX-Long: "
          + "x".repeat(100)
          + "\r\nContent-LENGTH: 3\r\nX-Empty:\r\nx-b: \u00e9 4\r\n";

  private MemoryReactor memory;

  @BeforeEach
  void open() {
    memory = MemoryReactor.open();
  }

  @AfterEach
  void close() {
    memory.close();
  }

  /// A server that answers with the fields.
  private Client telling(HttpLimits limits) {
    return Client.of(
        memory,
        HttpServer.of(
                router -> router.post("/", request -> Response.text(request.headers().toString())))
            .withLimits(limits));
  }

  private static String post(String fields) {
    return "POST / HTTP/1.1\r\n" + fields + "\r\n";
  }

  @Test
  void fieldsKeepTheirOrderWhereverTheHeadIsCut() {
    var client = telling(HttpLimits.DEFAULT);
    String request = "\r\n" + post(FIELDS) + "abc";
    String expected = client.exchange(request);
    assertThat(expected)
        .endsWith(
            "\r\n\r\nx-a: 1\nhost: Ab\nx-b: 2\nx-a: 3\nx-long: "
                + "x".repeat(100)
                + "\ncontent-length: 3\nx-empty: \nx-b: \u00c3\u00a9 4\n");
    for (int cut = 1; cut < request.length(); cut++) {
      client.send(request.substring(0, cut));
      assertThat(client.exchange(request.substring(cut))).as("cut at " + cut).isEqualTo(expected);
    }
  }

  @Test
  void fieldsKeepTheirOrderInAnyPieces(Gen gen) {
    var client = telling(HttpLimits.DEFAULT);
    byte[] request = (post(FIELDS) + "abc").getBytes(ISO_8859_1);
    String expected = client.exchange(new String(request, ISO_8859_1));
    for (int i = 0; i < 50; i++) {
      var answer = new StringBuilder();
      for (byte[] piece : gen.chunks(request)) {
        answer.append(client.exchange(new String(piece, ISO_8859_1)));
      }
      assertThat(answer.toString()).isEqualTo(expected);
    }
  }

  /// What one client sends is nothing to the next one, although the same parser reads it.
  @Test
  void valuesAreTheClientsOwnToTheCaseOfTheirLetters() {
    var first = telling(HttpLimits.DEFAULT);
    String fields = "Cookie: id=SECRET\r\nAuthorization: Basic ABC\r\nUser-Agent: One\r\n";
    assertThat(first.exchange(post("Host: EXAMPLE\r\n" + fields))).contains("id=SECRET");
    String same = ("Host: EXAMPLE\r\n" + fields).toLowerCase(java.util.Locale.ROOT);
    var second = Client.another(memory);
    for (int cut = 0; cut < same.length(); cut++) {
      second.send(post(same).substring(0, 17 + cut));
      assertThat(second.exchange(post(same).substring(17 + cut)))
          .endsWith(
              "\r\n\r\nhost: example\ncookie: id=secret\nauthorization: basic abc\n"
                  + "user-agent: one\n");
    }
  }

  @Test
  void limitsHoldForBothReadersTogether() {
    var client = telling(HttpLimits.DEFAULT.withHead(400, 5));
    String host = "Host: a\r\n";
    assertThat(client.exchange(post(host + "X: y\r\n".repeat(4)))).startsWith("HTTP/1.1 200 ");
    assertThat(client.exchange(post(host + "X: " + "y".repeat(350) + "\r\n")))
        .startsWith("HTTP/1.1 200 ");
    assertThat(client.exchange(post(host + "X: " + "y".repeat(370) + "\r\n")))
        .startsWith("HTTP/1.1 431 ");
    assertThat(client.isOpen()).isFalse();
    for (String fields : new String[] {"X: y\r\n".repeat(5) + host, host + "X: y\r\n".repeat(5)}) {
      for (int cut = 0; cut < fields.length(); cut += 3) {
        var other = Client.another(memory);
        other.send(post(fields).substring(0, 17 + cut));
        other.send(post(fields).substring(17 + cut));
        assertThat(other.received()).as("cut at " + cut).startsWith("HTTP/1.1 431 ");
      }
    }
    var endless = Client.another(memory);
    endless.send(post(host).substring(0, 26));
    for (int i = 0; i < 100 && endless.isOpen(); i++) {
      endless.send("A: " + "y".repeat(20) + "\r\n");
    }
    assertThat(endless.received()).startsWith("HTTP/1.1 431 ");
  }

  @Test
  void aLineIsPlainIfItIsWellFormedBeyondDoubt(Gen gen) {
    var line = new FieldLine();
    for (int i = 0; i < 3000; i++) {
      var text = new StringBuilder("-");
      text.append(gen.oneOf("X-Name", "n", "Hos", "Hosts", "Cookie", "", "a b", "a\u00e9"));
      text.append(gen.oneOf(":", ":", ":", ": ", " :", ""));
      for (int j = gen.between(0, 12); j > 0; j--) {
        text.append(
            gen.oneOf(
                "a",
                " ",
                "\t",
                "\u0080",
                "\u00ff",
                "~",
                "!",
                "abcdefgh",
                "0123456789",
                gen.oneIn(12) ? gen.oneOf("\0", "\r", "\n", "\u001f", "\u007f") : "b"));
      }
      text.append(gen.oneOf("\r\n", "\r\n", "\r\n", "\n", "\r", "", "\r\nnext"));
      byte[] bytes = text.toString().getBytes(ISO_8859_1);
      var expected = PLAIN.matcher(text).region(1, text.length());
      boolean isPlain = expected.lookingAt();
      assertThat(line.read(bytes, 1, bytes.length))
          .as(text.toString())
          .isEqualTo(isPlain ? Kind.PLAIN : Kind.OTHER);
      if (isPlain) {
        assertThat(line.name()).isEqualTo(expected.group(1));
        assertThat(line.value()).isEqualTo(expected.group(2));
        assertThat(line.end()).isEqualTo(expected.end());
      }
    }
  }

  @Test
  void whatFramesIsNotPlainHoweverItIsWritten() {
    var line = new FieldLine();
    for (String name : new String[] {"Host", "cONTENT-lENGTH", "Transfer-Encoding", "HOST"}) {
      byte[] bytes = (name + ": 1\r\n").getBytes(ISO_8859_1);
      assertThat(line.read(bytes, 0, bytes.length)).isEqualTo(Kind.FRAMING);
    }
  }
}
