package dev.triga.http;

import static dev.triga.async.Await.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.testing.Gen;
import dev.triga.testing.MemoryReactor;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TrigaTest
class MultipartTest {
  private static final String BROWSERS =
      "--xy\r\nContent-Disposition: form-data; name=\"a b\"\r\n\r\none\r\n"
          + "--xy  \r\nContent-Disposition: form-data; name=f; filename=\"C:\\dir\\f\\\"1.txt\"\r\n"
          + "Content-Type: text/plain\r\n\r\n\r\n--x\r\n-two\r\n--xy \r\n"
          + "Content-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n"
          + "--xy\r\nContent-Disposition: form-data; name=bare\r\n\r\n--xy--\r\nepilogue";

  private MemoryReactor memory;

  @BeforeEach
  void open() {
    memory = MemoryReactor.open();
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private static String post(String type, String body) {
    return "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: "
        + type
        + "\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private Client forms() {
    return Client.of(
        memory,
        router ->
            router.post(
                "/",
                request ->
                    Response.later(
                        Form.of(request)
                            .thenApply(form -> {
                              var text = new StringBuilder();
                              for (String name : form.names()) {
                                text.append(name).append(form.values(name)).append(' ');
                              }
                              for (var file : form.files()) {
                                text.append(file.name()).append(':').append(file.fileName());
                                text.append(':').append(file.type()).append(':');
                                text.append(new String(file.content(), ISO_8859_1));
                              }
                              return Response.text(text.toString());
                            }))));
  }

  @Test
  void aFormOfPartsIsRead() {
    var client = forms();
    String answer = client.exchange(post("multipart/form-data; boundary=\"xy\"", BROWSERS));
    assertThat(answer)
        .startsWith("HTTP/1.1 200 ")
        .endsWith("\r\n\r\na b[one] empty[] bare[] f:f\"1.txt:text/plain:\r\n--x\r\n-two");
    assertThat(client.isOpen()).isTrue();
  }

  @Test
  void aFormInOneLineIsRead() {
    var client = forms();
    assertThat(
            client.exchange(post("application/x-www-form-urlencoded", "a+b=c%2B&a+b=%26&d&e=f=g&")))
        .endsWith("\r\n\r\na b[c+, &] a b[c+, &] d[] e[f=g] [] ");
    assertThat(client.exchange(post("application/x-www-form-urlencoded", "")))
        .contains("Content-Length: 0\r\n");
    assertThat(client.exchange(post("application/x-www-form-urlencoded", "a=%f")))
        .startsWith("HTTP/1.1 400 ");
    assertThat(client.exchange(post("application/x-www-form-urlencoded", "a&".repeat(1001))))
        .startsWith("HTTP/1.1 413 ");
  }

  /// What the parser makes of bytes that come in these pieces.
  private static String parsed(List<byte[]> pieces) {
    var parts = new PartsRead(1000);
    pieces.forEach(piece -> parts.add(ByteBuffer.wrap(piece)));
    return parts.all() + parts.isOver();
  }

  @Test
  void partsAreTheSameHoweverTheyAreCut(Gen gen) {
    byte[] whole = BROWSERS.getBytes(ISO_8859_1);
    String expected = parsed(List.of(whole));
    assertThat(expected).endsWith("|true").contains("\r\n--x\r\n-two|");
    for (int cut = 0; cut <= whole.length; cut++) {
      var first = java.util.Arrays.copyOf(whole, cut);
      var second = java.util.Arrays.copyOfRange(whole, cut, whole.length);
      assertThat(parsed(List.of(first, second))).as("cut at " + cut).isEqualTo(expected);
    }
    List<byte[]> single = new ArrayList<>();
    for (byte one : whole) {
      single.add(new byte[] {one});
    }
    assertThat(parsed(single)).isEqualTo(expected);
    for (int i = 0; i < 50; i++) {
      assertThat(parsed(gen.chunks(whole))).isEqualTo(expected);
    }
  }

  @Test
  void aBoundaryIsFoundAmongWhatLooksLikeIt(Gen gen) {
    for (int i = 0; i < 300; i++) {
      var content = new StringBuilder();
      for (int j = gen.between(0, 30); j > 0; j--) {
        content.append(gen.oneOf("\r", "\n", "\r\n", "-", "--", "x", "\r\n--x", "\r\n-", "y"));
      }
      String text = content.toString();
      int end = ("\r\n" + text + "\r\n--xy").indexOf("\r\n--xy");
      String inside = end < text.length() ? text.replace("--xy", "--xz") : text;
      String body =
          "--xy\r\nContent-Disposition: form-data; name=a\r\n\r\n" + inside + "\r\n--xy--";
      assertThat(parsed(gen.chunks(body.getBytes(ISO_8859_1))))
          .isEqualTo("content-disposition: form-data; name=a\n>" + inside + "|true");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/plain|x|415",
        "multipart/mixed; boundary=xy|x|415",
        "multipart/form-data|x|400",
        "multipart/form-data; boundary=|x|400",
        "multipart/form-data; boundary=\"a|x|415",
        "multipart/form-data; boundary=a b=c@|x|400",
        "multipart/form-data; boundary=xy|x|400",
        "multipart/form-data; boundary=xy|--xy|400",
        "multipart/form-data; boundary=xy|--xyz~~|400",
        "multipart/form-data; boundary=xy|--xy~A~~|400",
        "multipart/form-data; boundary=xy|--xy~Content-Disposition: form-data~~a~--xy--|400",
        "multipart/form-data; boundary=xy|--xy~Content-Disposition: x; name=a~~a~--xy--|400",
        "multipart/form-data; boundary=xy|--xy~Content-Disposition: form-data;"
            + " name=\"a~~~--xy--|400",
        "multipart/form-data; boundary=xy|--xy~Content-Disposition: form-data; name=a~~a~--x|400",
        "multipart/form-data; boundary=xy|--xy~ A: b~~a~--xy--|400",
        "multipart/form-data; boundary=xy|--xy~A : b~~a~--xy--|400",
        "multipart/form-data; boundary=xy|--xy\t\t~Content-Disposition: form-data;"
            + " name=a~~a~--xy--|200"
      })
  void whatIsNoFormGetsItsStatus(String type, String body, int status) {
    var client = forms();
    assertThat(client.exchange(post(type, body.replace("~", "\r\n"))))
        .startsWith("HTTP/1.1 " + status + " ");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void whatIsTooMuchIsRefused(int which) {
    String part = "--xy\r\nContent-Disposition: form-data; name=a\r\n";
    String body =
        switch (which) {
          case 0 -> "p".repeat(9000) + part;
          case 1 -> part + "A: " + "b".repeat(9000) + "\r\n\r\n";
          case 2 -> (part + "\r\n\r\n").repeat(1001) + "--xy--";
          default -> "--xy" + " ".repeat(100);
        };
    assertThat(forms().exchange(post("multipart/form-data; boundary=xy", body)))
        .matches("(?s)HTTP/1.1 4(00|13) .*");
  }

  @Test
  void aFileIsSavedAsItComes(@TempDir Path folder) throws IOException {
    var client =
        Client.of(
            memory,
            router ->
                router.post(
                    "/",
                    Responder.coroutine(request -> {
                      var parts = Multipart.of(request);
                      long size = 0;
                      int count = 0;
                      for (var part = await(parts.next());
                          part != null;
                          part = await(parts.next())) {
                        if (part.fileName() != null) {
                          size = await(part.saveTo(folder.resolve("saved")));
                        }
                        count++;
                      }
                      return Response.text(count + " parts, " + size);
                    })));
    String content = "0123456789".repeat(20_000);
    String body = BROWSERS.replace("-two", content);
    client.send(post("multipart/form-data; boundary=xy", body));
    long deadline = System.nanoTime() + 10_000_000_000L;
    String answer = "";
    while (answer.isEmpty() && System.nanoTime() < deadline) {
      client.send("");
      memory.settle();
      answer = client.received();
    }
    assertThat(answer).endsWith("4 parts, " + (content.length() + 7));
    assertThat(Files.readString(folder.resolve("saved"))).isEqualTo("\r\n--x\r\n" + content);
  }
}
