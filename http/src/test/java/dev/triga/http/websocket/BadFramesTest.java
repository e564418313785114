package dev.triga.http.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.testing.MemoryReactor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What breaks RFC 6455 gets the close code of that RFC and the end of the connection, also when it
/// comes byte by byte; the listener hears nothing of it, and others do not notice.
class BadFramesTest {
  private static final WebSocketSettings SMALL =
      WebSocketSettings.DEFAULT.withLimits(1 << 16, 1 << 16, 1 << 20);

  private record Case(int code, String hex, String why) {
    @Override
    public String toString() {
      return why;
    }
  }

  private record Refused(String status, String request, String why) {
    @Override
    public String toString() {
      return why;
    }
  }

  private static List<String[]> rows(String name) throws IOException {
    try (var table = BadFramesTest.class.getResourceAsStream(name)) {
      return new String(table.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t"))
          .toList();
    }
  }

  static List<Case> frames() throws IOException {
    return rows("bad-frames.tsv").stream()
        .map(row -> new Case(Integer.parseInt(row[0]), row[1], row[2]))
        .toList();
  }

  static List<Refused> handshakes() throws IOException {
    return rows("bad-handshakes.tsv").stream()
        .map(row -> new Refused(row[0], row[1].replace("\\r\\n", "\r\n"), row[2]))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("frames")
  void itGetsItsCodeAndTheEnd(Case bad) {
    byte[] bytes = RawClient.bytes(bad.hex());
    refused(bad, bytes, bytes.length);
    if (bytes.length < 1000) {
      refused(bad, bytes, 1);
    }
  }

  private static void refused(Case bad, byte[] bytes, int pieceBytes) {
    try (var memory = MemoryReactor.open()) {
      var all = new Recorder.All();
      RawClient.serve(memory, router -> router.websocket("/ws", SMALL, all));
      var other = RawClient.connect(memory);
      other.upgrade("/ws");
      other.sendHex("8281");
      var client = RawClient.connect(memory);
      client.upgrade("/ws");
      for (int from = 0; from < bytes.length; from += pieceBytes) {
        client.send(Arrays.copyOfRange(bytes, from, from + pieceBytes));
      }
      assertClosed(client, bad.code());
      client.peer().close();
      memory.settle();
      assertThat(all.events().getLast()).startsWith("closed " + bad.code());
      assertThat(all.events()).allMatch(event -> event.matches("opened|closed.*|text ab?"));
      other.sendHex("0000000041");
      assertThat(all.list.getFirst().events).containsExactly("opened", "binary A");
    }
  }

  @Test
  void aLengthWithItsHighestBitSetIsCalledSo() {
    try (var memory = MemoryReactor.open()) {
      var all = new Recorder.All();
      RawClient.serve(memory, router -> router.websocket("/ws", SMALL, all));
      var client = RawClient.connect(memory);
      client.upgrade("/ws");
      client.sendHex("81ff800000000000000000000000");
      assertThat(new String(client.received(), UTF_8))
          .contains("the highest bit of a length is set");
    }
  }

  /// What was answered is a close frame with the code, behind what pongs there may be.
  private static void assertClosed(RawClient client, int code) {
    byte[] answer = client.received();
    int at = 0;
    while (at < answer.length && answer[at] == (byte) 0x8a) {
      at += 2 + answer[at + 1];
    }
    assertThat(answer).hasSizeGreaterThanOrEqualTo(at + 4);
    assertThat(answer[at]).isEqualTo((byte) 0x88);
    assertThat(answer.length - at).isEqualTo(answer[at + 1] + 2);
    assertThat((answer[at + 2] & 0xff) << 8 | (answer[at + 3] & 0xff)).isEqualTo(code);
    assertThat(client.isOpen()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("handshakes")
  void aRequestThatIsNoneIsRefused(Refused bad) {
    try (var memory = MemoryReactor.open()) {
      RawClient.serve(memory, router -> router.websocket("/ws", Recorder::new));
      var client = RawClient.connect(memory);
      client.send(bad.request().getBytes(UTF_8));
      String answer = new String(client.received(), UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 " + bad.status() + " ");
      if (bad.status().equals("426")) {
        assertThat(answer).contains("\r\nUpgrade: websocket\r\n", "\r\nConnection: Upgrade\r\n");
      }
    }
  }
}
