package dev.triga.http.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.net.WriteOutcome;
import dev.triga.testing.Gen;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.ReportedFailures;
import dev.triga.testing.TrigaTest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A server's socket, as a client sees it that knows bytes only.
@TrigaTest
class WebSocketTest {
  private static final WebSocketSettings PLAIN =
      WebSocketSettings.DEFAULT.withCompression(Compression.OFF);

  private final Recorder.All all = new Recorder.All();
  private MemoryReactor memory;

  @BeforeEach
  void open() {
    memory = MemoryReactor.open();
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private RawClient opened(WebSocketSettings settings, WebSocketFactory factory) {
    return RawClient.opened(memory, settings, factory);
  }

  private RawClient opened() {
    return opened(PLAIN, all);
  }

  private static WebSocketListener echo(WebSocket socket) {
    return new WebSocketListener() {
      @Override
      public void utf8Received(ByteBuffer utf8) {
        var _ = socket.sendUtf8(utf8);
      }

      @Override
      public void binaryReceived(ByteBuffer data) {
        var _ = socket.send(data);
      }
    };
  }

  @Test
  void theHandshakeIsThatOfTheRfc() {
    RawClient.serve(memory, router -> router.websocket("/ws", PLAIN, all));
    assertThat(RawClient.connect(memory).upgrade("/ws"))
        .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
        .contains("\r\nUpgrade: websocket\r\n", "\r\nConnection: Upgrade\r\n")
        .contains("\r\nSec-WebSocket-Accept: " + RawClient.ACCEPT + "\r\n")
        .doesNotContain("Content-Length", "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions")
        .endsWith("\r\n\r\n");
    assertThat(all.events()).containsExactly("opened");
  }

  @Test
  void theFirstOfOurSubprotocolsThatTheClientKnowsIsChosen() {
    RawClient.serve(
        memory, router -> router.websocket("/ws", PLAIN.withSubprotocols("v2", "v1"), all));
    assertThat(
            RawClient.connect(memory)
                .upgrade("/ws", "Sec-WebSocket-Protocol: v0, v1", "Sec-WebSocket-Protocol: v2"))
        .contains("\r\nSec-WebSocket-Protocol: v2\r\n");
    assertThat(all.socket().subprotocol()).isEqualTo("v2");
    assertThat(RawClient.connect(memory).upgrade("/ws", "Sec-WebSocket-Protocol: v0"))
        .startsWith("HTTP/1.1 101 ")
        .doesNotContain("Sec-WebSocket-Protocol");
    assertThat(all.socket().subprotocol()).isNull();
  }

  @Test
  void pagesOfTheSameHostAndThoseThatAreNamedMayOpenOne() {
    RawClient.serve(
        memory,
        router ->
            router
                .websocket("/own", all)
                .websocket(
                    "/named",
                    PLAIN.withOrigins(WebSocketSettings.Origins.of("https://b.example")),
                    all)
                .websocket("/any", PLAIN.withOrigins(WebSocketSettings.Origins.any()), all));
    for (var row :
        new String[][] {
          {"/own", "http://a", "101"},
          {"/own", "https://A", "101"},
          {"/own", "https://b.example", "403"},
          {"/named", "https://b.example", "101"},
          {"/named", "http://b.example", "403"},
          {"/any", "null", "101"}
        }) {
      assertThat(RawClient.connect(memory).upgrade(row[0], "Origin: " + row[1]))
          .as(row[0] + row[1])
          .startsWith("HTTP/1.1 " + row[2]);
    }
  }

  @Test
  void theRequestIsThereWhileItOpens() {
    RawClient.serve(
        memory,
        router ->
            router.websocket(
                "/room/{name}",
                socket -> {
                  var _ = socket.send(socket.request().param("name"));
                  return all.open(socket);
                }));
    assertThat(RawClient.connect(memory).upgrade("/room/7")).endsWith("\r\n\r\n\u0081\u00017");
    assertThatThrownBy(all.socket()::request).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatComesBehindTheHandshakeCounts() {
    RawClient.serve(memory, router -> router.websocket("/ws", PLAIN, WebSocketTest::echo));
    var client = RawClient.connect(memory);
    String request =
        "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: WebSocket\r\nConnection: keep-alive, upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
    client.send((request + "\u0081\u0082\0\0\0\0hi").getBytes(ISO_8859_1));
    assertThat(new String(client.received(), ISO_8859_1)).endsWith("\r\n\r\n\u0081\u0002hi");
  }

  @Test
  void messagesComeBackWhateverTheirLength() {
    var client = opened(PLAIN, WebSocketTest::echo);
    for (int length : new int[] {0, 1, 125, 126, 127, 2048, 2049, 65535, 65536, 70000}) {
      String head =
          length < 126
              ? "82%02x".formatted(length)
              : length < 65536 ? "827e%04x".formatted(length) : "827f%016x".formatted(length);
      int lengthByte = Integer.parseInt(head.substring(2, 4), 16) | 0x80;
      client.sendHex(
          "82%02x".formatted(lengthByte) + head.substring(4) + "00000000" + "{" + length + "*41}");
      assertThat(client.receivedHex())
          .as("length %s", length)
          .isEqualTo(head + "41".repeat(length));
    }
  }

  @Test
  void masksAreTakenOffAndTextMayBeCutAnywhere() {
    var client = opened();
    byte[] message = RawClient.bytes("818f01020304" + "cea9e282acf09f99827a61666f7572");
    byte[] plain = Arrays.copyOfRange(message, 6, message.length);
    Mask.apply(message, 6, message.length, 0x01020304);
    for (int cut = 0; cut <= message.length; cut++) {
      client.send(Arrays.copyOf(message, cut));
      client.send(Arrays.copyOfRange(message, cut, message.length));
      assertThat(all.events().getLast()).isEqualTo("text " + new String(plain, UTF_8));
    }
    assertThat(all.events()).hasSize(message.length + 2);
    for (byte one : message) {
      client.send(new byte[] {one});
    }
    assertThat(all.events()).hasSize(message.length + 3);
  }

  @Test
  void fragmentsAreOneMessageAndPingsMayStandBetweenThem() {
    var client = opened();
    client.sendHex("01810000000041898200000000" + "3132");
    client.sendHex("008000000000" + "8082000000004243");
    assertThat(client.receivedHex()).isEqualTo("8a023132");
    assertThat(all.events()).containsExactly("opened", "text ABC");
  }

  @Test
  void pongsAreToldAndPingsAsk() {
    var client = opened();
    client.sendHex("8a810000000041");
    assertThat(all.events()).containsExactly("opened", "pong A");
    assertThat(all.socket().ping(ByteBuffer.wrap(new byte[] {1, 2})))
        .isEqualTo(WriteOutcome.QUEUED);
    assertThat(client.receivedHex()).isEqualTo("89020102");
    assertThatThrownBy(() -> all.socket().ping(ByteBuffer.allocate(126)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theClientClosesAndIsAnswered() {
    var client = opened();
    client.sendHex("8887000000000fa066696e6965");
    assertThat(client.receivedHex()).isEqualTo("88020fa0");
    assertThat(client.isOpen()).isFalse();
    client.peer().close();
    memory.settle();
    assertThat(all.events()).containsExactly("opened", "closed 4000 finie clean DONE");
    assertThat(all.socket().send("late")).isEqualTo(WriteOutcome.CLOSED);
    assertThat(all.socket().close()).isFalse();
  }

  @Test
  void aCloseWithoutACodeIsAnsweredWithoutOne() {
    var client = opened();
    client.sendHex("888000000000");
    assertThat(client.receivedHex()).isEqualTo("8800");
    client.peer().close();
    memory.settle();
    assertThat(all.events().getLast()).isEqualTo("closed 1005 clean DONE");
  }

  @Test
  void weCloseAndDropWhatComesUntilTheAnswer() {
    var client = opened();
    var socket = all.socket();
    assertThat(socket.close(CloseCode.NORMAL, "bye")).isTrue();
    assertThat(socket.isOpen()).isFalse();
    assertThat(socket.send("late")).isEqualTo(WriteOutcome.CLOSED);
    assertThat(client.receivedHex()).isEqualTo("880503e8627965");
    assertThat(client.isOpen()).isTrue();
    client.sendHex("81810000000041888200000000" + "03e8");
    assertThat(client.isOpen()).isFalse();
    client.peer().close();
    memory.settle();
    assertThat(all.events()).containsExactly("opened", "closed 1000 clean DONE");
  }

  @Test
  void aCloseThatIsNotAnsweredIsCutShort() {
    opened();
    all.socket().close();
    memory.runFor(PLAIN.closeTimeout().minusMillis(1));
    assertThat(all.events()).containsExactly("opened");
    memory.runFor(Duration.ofMillis(1));
    assertThat(all.events().getLast()).isEqualTo("closed 1006 TIMED_OUT");
  }

  @Test
  void codesThatMustNotBeSentAreRefused() {
    opened();
    for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 2999, 5000}) {
      assertThatThrownBy(() -> all.socket().close(code, ""))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> all.socket().close(1000, "x".repeat(124)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(all.socket().close(4999, "x".repeat(123))).isTrue();
  }

  @Test
  void aConnectionThatBreaksIsAnAbnormalEnd() {
    var client = opened();
    client.peer().abort();
    memory.settle();
    assertThat(all.events()).containsExactly("opened", "closed 1006 LOST");
    client = RawClient.connect(memory);
    client.upgrade("/ws");
    client.peer().shutdownOutput();
    memory.settle();
    assertThat(all.events()).startsWith("opened", "closed 1006 DONE");
  }

  @Test
  void silenceIsAskedAndThenGivenUp() {
    var client = opened();
    var interval = PLAIN.pingInterval();
    memory.runFor(interval);
    assertThat(client.receivedHex()).isEqualTo("8900");
    client.sendHex("8a8000000000");
    memory.runFor(interval);
    assertThat(client.receivedHex()).isEmpty();
    memory.runFor(interval);
    assertThat(client.receivedHex()).isEqualTo("8900");
    memory.runFor(interval);
    assertThat(all.events().getLast()).isEqualTo("closed 1006 TIMED_OUT");
  }

  @Test
  void nothingComesWhileReadingIsPaused() {
    var client = opened();
    all.socket().pauseReading();
    client.sendHex("8181000000004181810000000042");
    memory.runFor(PLAIN.pingInterval().multipliedBy(5));
    assertThat(all.events()).containsExactly("opened");
    all.socket().resumeReading();
    memory.settle();
    assertThat(all.events()).containsExactly("opened", "text A", "text B");
  }

  @Test
  void pausingInsideACallbackHoldsTheNextMessage() {
    var client =
        opened(
            PLAIN,
            socket -> {
              all.open(socket);
              return new WebSocketListener() {
                @Override
                public void textReceived(String text) {
                  all.events().add(text);
                  socket.pauseReading();
                }
              };
            });
    client.sendHex("818100000000418181000000004281810000000043");
    assertThat(all.events()).containsExactly("A");
    all.socket().resumeReading();
    memory.settle();
    assertThat(all.events()).containsExactly("A", "B");
    all.socket().resumeReading();
    memory.settle();
    assertThat(all.events()).containsExactly("A", "B", "C");
  }

  @Test
  void aPeerThatDoesNotReadIsToldOfAndThenAborted() {
    var client = opened(PLAIN.withLimits(1 << 20, 1 << 20, 1 << 20), all);
    var socket = all.socket();
    var block = ByteBuffer.allocate(100_000);
    var outcome = WriteOutcome.QUEUED;
    while (outcome == WriteOutcome.QUEUED) {
      outcome = socket.send(block.rewind());
      memory.settle();
    }
    assertThat(outcome).isEqualTo(WriteOutcome.ABOVE_HIGH_WATER);
    client.received();
    assertThat(all.events()).contains("writable");
    for (int i = 0; i < 40 && outcome != WriteOutcome.CLOSED; i++) {
      outcome = socket.send(block.rewind());
      memory.settle();
    }
    assertThat(outcome).isEqualTo(WriteOutcome.CLOSED);
    assertThat(all.events().getLast()).isEqualTo("closed 1006 OVERFLOW");
  }

  @Test
  void whoPingsAndDoesNotReadIsNotReadEither() {
    var client = opened();
    byte[] pings = RawClient.bytes("{8000*89fd00000000" + "41".repeat(125) + "}");
    int taken = 1;
    for (int at = 0; at < pings.length && taken > 0; at += taken) {
      taken = client.peer().offer(Arrays.copyOfRange(pings, at, pings.length));
      memory.settle();
    }
    assertThat(taken).as("taken of more pings").isZero();
    assertThat(all.socket().unsentBytes()).isLessThan(200_000);
    client.received();
    assertThat(client.peer().offer(new byte[1])).isPositive();
  }

  @Test
  void aListenerThatThrowsClosesItsSocketAndNoOther(ReportedFailures failures) {
    var client =
        opened(
            PLAIN,
            socket ->
                new WebSocketListener() {
                  @Override
                  public void textReceived(String text) {
                    throw new IllegalStateException("expected");
                  }
                });
    client.sendHex("81810000000041");
    assertThat(client.receivedHex()).startsWith("88").contains("03f3");
    assertThat(client.isOpen()).isFalse();
    assertThat(failures.take()).hasSize(1);
    assertThat(RawClient.connect(memory).upgrade("/ws")).startsWith("HTTP/1.1 101 ");
  }

  @Test
  void aFactoryThatFailsClosesTheSocket(ReportedFailures failures) {
    var client =
        opened(
            PLAIN,
            socket -> {
              throw new IllegalStateException("expected");
            });
    assertThat(client.isOpen()).isFalse();
    assertThat(failures.take()).hasSize(1);
  }

  @Test
  void theEndOfTheReactorIsGoingAway() {
    var client = opened();
    memory.reactor().stop();
    memory.reactor().run();
    assertThat(HexFormat.of().formatHex(client.peer().readAvailable())).isEqualTo("880203e9");
  }

  @Test
  void textOfAnyKindComesBackInAnyPieces(Gen gen) {
    var client = opened(PLAIN, WebSocketTest::echo);
    for (int i = 0; i < 50; i++) {
      String text = gen.oneOf("äöü€🙂", "plain");
      byte[] payload = text.repeat(gen.between(0, 20)).getBytes(UTF_8);
      byte[] frame = new byte[8 + payload.length];
      var out = ByteBuffer.wrap(frame);
      int key = gen.between(Integer.MIN_VALUE, Integer.MAX_VALUE);
      if (payload.length < 126) {
        out.put((byte) 0x81).put((byte) (0x80 | payload.length));
      } else {
        out.put((byte) 0x81).put((byte) 0xfe).putShort((short) payload.length);
      }
      out.putInt(key);
      int from = out.position();
      out.put(payload);
      Mask.apply(frame, from, out.position(), key);
      for (byte[] piece : gen.chunks(Arrays.copyOf(frame, out.position()))) {
        client.send(piece);
      }
      byte[] answer = client.received();
      assertThat(Arrays.copyOfRange(answer, from - 4, answer.length)).isEqualTo(payload);
    }
  }
}
