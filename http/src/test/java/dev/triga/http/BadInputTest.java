package dev.triga.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.testing.MemoryReactor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is no request, too much of one, or could be taken for two: each gets its status and the end
/// of the connection, whatever is smuggled behind it is not answered, and others do not notice.
class BadInputTest {
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

  /// A line of the table: what the status may be, and the bytes with escapes.
  private record Case(String statuses, String input, String name) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() throws IOException {
    return table("bad-input.tsv").stream()
        .map(row -> new Case(row[0], input(row[1]), row[0] + " " + row[1]))
        .toList();
  }

  /// The rows of a table beside the tests, in columns.
  static List<String[]> table(String name) throws IOException {
    try (var table = BadInputTest.class.getResourceAsStream(name)) {
      return new String(table.readAllBytes(), ISO_8859_1)
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .map(line -> line.split("\t"))
          .toList();
    }
  }

  /// `POST` and `GET` are short for the first lines of a request; `{100*x}` repeats.
  static String input(String text) {
    var expanded = new StringBuilder();
    int from = 0;
    for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
      int star = text.indexOf('*', open);
      int close = text.indexOf('}', star);
      expanded.append(text, from, open);
      int times = Integer.parseInt(text.substring(open + 1, star));
      expanded.append(text.substring(star + 1, close).repeat(times));
      from = close + 1;
    }
    expanded.append(text.substring(from));
    String whole = expanded.toString();
    if (whole.startsWith("G|")) {
      whole = "GET / HTTP/1.1\\r\\nHost: a\\r\\n" + whole.substring(2);
    } else if (whole.startsWith("P|")) {
      whole = "POST / HTTP/1.1\\r\\nHost: a\\r\\n" + whole.substring(2);
    } else if (whole.startsWith("C|")) {
      whole =
          "POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n"
              + whole.substring(2);
    }
    return whole
        .replace("\\r", "\r")
        .replace("\\n", "\n")
        .replace("\\t", "\t")
        .replace("\\0", "\0")
        .replace("\\x7f", "\u007f")
        .replace("\\x01", "\u0001")
        .replace("\\xff", "\u00ff")
        .replace("\\xc3", "\u00c3");
  }

  private static void routes(Router router) {
    router.get("/", request -> Response.text("fine"));
    router.get("/smuggled", request -> Response.text("smuggled"));
    router.post(
        "/", request -> Response.later(request.body().thenApply(bytes -> Response.text("fine"))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void itGetsItsStatusAndTheEnd(Case bad) {
    try (var memory = MemoryReactor.open()) {
      var server =
          HttpServer.of(BadInputTest::routes).withLimits(HttpLimits.DEFAULT.withBodyBytes(1000));
      var other = Client.of(memory, server);
      other.send("GET / HT");
      var client = Client.another(memory);
      String answer = client.exchange(bad.input() + SMUGGLED);
      assertThat(answer).doesNotContain("smuggled");
      assertThat(Arrays.asList(bad.statuses().split("\\|")))
          .as(answer)
          .contains(answer.isEmpty() ? "" : answer.substring(9, 12));
      assertThat(answer).contains("Connection: close\r\n");
      assertThat(answer.split("HTTP/1.1 [0-9]", -1)).as(answer).hasSize(2);
      assertThat(client.isOpen()).isFalse();
      assertThat(other.exchange("TP/1.1\r\nHost: a\r\n\r\n")).endsWith("fine");
    } catch (UncheckedIOException e) {
      throw new AssertionError(bad.name(), e);
    }
  }
}
