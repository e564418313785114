package dev.triga.http.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.testing.Gen;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.TrigaTest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `permessage-deflate` (RFC 7692): what is agreed on, what is sent, and what is refused.
@TrigaTest
class CompressionTest {
  private static final WebSocketSettings SMALL =
      WebSocketSettings.DEFAULT
          .withLimits(1 << 16, 1 << 16, 4 << 20)
          .withCompression(Compression.DEFAULT.withFromBytes(0));

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

  private RawClient opened(WebSocketSettings settings, String offer) {
    return RawClient.opened(memory, settings, all, "Sec-WebSocket-Extensions: " + offer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "permessage-deflate | 0 | permessage-deflate; server_no_context_takeover;"
            + " client_no_context_takeover",
        "permessage-deflate | 1 | permessage-deflate",
        "permessage-deflate; client_max_window_bits | 1 | permessage-deflate",
        "permessage-deflate; client_max_window_bits=9 | 1 | permessage-deflate",
        "permessage-deflate; client_max_window_bits=\"9\" | 1 | permessage-deflate",
        "permessage-deflate; server_max_window_bits=15 | 1 | permessage-deflate",
        "permessage-deflate; server_no_context_takeover | 1 | permessage-deflate;"
            + " server_no_context_takeover",
        "permessage-deflate; client_no_context_takeover | 1 | permessage-deflate;"
            + " client_no_context_takeover",
        "permessage-deflate; server_max_window_bits=9, permessage-deflate | 1 |"
            + " permessage-deflate",
        "x-webkit-deflate-frame, permessage-deflate | 1 | permessage-deflate",
        "permessage-deflate; server_max_window_bits=9 | 1 | -",
        "permessage-deflate; server_max_window_bits | 1 | -",
        "permessage-deflate; server_max_window_bits=7 | 1 | -",
        "permessage-deflate; server_max_window_bits=16 | 1 | -",
        "permessage-deflate; client_max_window_bits=7 | 1 | -",
        "permessage-deflate; client_max_window_bits=08 | 1 | -",
        "permessage-deflate; server_no_context_takeover=1 | 1 | -",
        "permessage-deflate; client_no_context_takeover=0 | 1 | -",
        "permessage-deflate; unknown | 1 | -",
        "permessage-deflate; client_max_window_bits; client_max_window_bits=9 | 1 | -",
        "permessage-bzip2 | 1 | -"
      })
  void whatIsOfferedIsAcceptedOrDeclined(String offer, int contexts, String answer) {
    RawClient.serve(
        memory,
        router ->
            router.websocket(
                "/ws", SMALL.withCompression(Compression.DEFAULT.withContexts(contexts)), all));
    String head = RawClient.connect(memory).upgrade("/ws", "Sec-WebSocket-Extensions: " + offer);
    assertThat(head).startsWith("HTTP/1.1 101 ");
    if (answer == null) {
      assertThat(head).doesNotContain("Sec-WebSocket-Extensions");
    } else {
      assertThat(head).contains("\r\nSec-WebSocket-Extensions: " + answer + "\r\n");
    }
    assertThat(all.socket().isCompressed()).isEqualTo(answer != null);
  }

  private static byte[] deflated(byte[] plain, int flush) {
    var deflater = new Deflater(9, true);
    deflater.setInput(plain);
    if (flush == Deflater.NO_FLUSH) {
      deflater.finish();
    }
    var out = new ByteArrayOutputStream();
    byte[] some = new byte[4096];
    int count;
    do {
      count = deflater.deflate(some, 0, some.length, flush);
      out.write(some, 0, count);
    } while (count == some.length);
    deflater.end();
    byte[] whole = out.toByteArray();
    return flush == Deflater.NO_FLUSH ? whole : Arrays.copyOf(whole, whole.length - 4);
  }

  private static byte[] frame(int first, byte[] payload) {
    var out = ByteBuffer.allocate(payload.length + 14);
    out.put((byte) first);
    if (payload.length < 126) {
      out.put((byte) (0x80 | payload.length));
    } else {
      out.put((byte) 0xfe).putShort((short) payload.length);
    }
    out.putInt(0).put(payload);
    return Arrays.copyOf(out.array(), out.position());
  }

  @Test
  void theExamplesOfTheRfcAreUnderstood() {
    var client = opened(SMALL, "permessage-deflate");
    // RFC 7692, 7.2.3.1, .3, .4 and 5: whole, uncompressed blocks, with a last block, two blocks.
    client.send(frame(0xc1, RawClient.bytes("f248cdc9c90700")));
    client.send(frame(0xc1, RawClient.bytes("000500faff48656c6c6f00")));
    client.send(frame(0xc1, RawClient.bytes("f348cdc9c9070000")));
    client.send(frame(0xc1, RawClient.bytes("f24805000000ffffcac9c90700")));
    client.send(frame(0x41, RawClient.bytes("f248cd")));
    client.send(frame(0x80, RawClient.bytes("c9c90700")));
    client.send(frame(0x81, "Hello".getBytes(UTF_8)));
    client.send(frame(0xc1, RawClient.bytes("00")));
    assertThat(all.events())
        .containsExactly(
            "opened",
            "text Hello",
            "text Hello",
            "text Hello",
            "text Hello",
            "text Hello",
            "text Hello",
            "text ");
  }

  @Test
  void aMessageMayReferToTheOneBeforeOnlyIfThatWasAgreed() {
    var client =
        opened(SMALL.withCompression(Compression.DEFAULT.withContexts(1)), "permessage-deflate");
    client.send(frame(0xc1, RawClient.bytes("f248cdc9c90700")));
    client.send(frame(0xc1, RawClient.bytes("f200110000")));
    assertThat(all.events()).containsExactly("opened", "text Hello", "text Hello");
    client = RawClient.connect(memory);
    client.upgrade("/ws", "Sec-WebSocket-Extensions: permessage-deflate");
    client.send(frame(0xc1, RawClient.bytes("f248cdc9c90700")));
    client.send(frame(0xc1, RawClient.bytes("f200110000")));
    assertThat(client.receivedHex()).startsWith("88").contains("03ef");
  }

  @ParameterizedTest
  @CsvSource({
    "1007, ff, no block of deflate",
    "1007, 0006000000, stored with a length that is not its complement",
    "1007, f348cdc9c90700f248cd, bytes behind the last block",
    "1007, 4a4a4aff, not UTF-8 or not deflate"
  })
  void whatIsNotCompressedIsRefused(int code, String hex, String why) {
    var client = opened(SMALL, "permessage-deflate");
    client.send(frame(0xc1, RawClient.bytes(hex)));
    assertThat(client.receivedHex()).as(why).startsWith("88").contains("%04x".formatted(code));
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void compressedTextThatIsNotUtf8IsRefused() {
    var client = opened(SMALL, "permessage-deflate");
    client.send(frame(0xc1, deflated(new byte[] {65, (byte) 0xff}, Deflater.SYNC_FLUSH)));
    assertThat(client.receivedHex()).startsWith("88").contains("03ef");
  }

  @Test
  void theFirstReservedBitIsForTheFirstFrameOfAMessage() {
    for (byte[] bad :
        new byte[][] {
          frame(0xc9, new byte[0]), frame(0xc8, new byte[0]), frame(0xc0, new byte[1])
        }) {
      var memoryBefore = memory;
      var client = all.list.isEmpty() ? opened(SMALL, "permessage-deflate") : another();
      client.send(frame(0x01, new byte[0]));
      client.send(bad);
      assertThat(client.receivedHex()).startsWith("88").contains("03ea");
      assertThat(memory).isSameAs(memoryBefore);
    }
  }

  private RawClient another() {
    var client = RawClient.connect(memory);
    client.upgrade("/ws", "Sec-WebSocket-Extensions: permessage-deflate");
    return client;
  }

  @Test
  void aBombDoesNotGoOff() {
    var client = opened(SMALL, "permessage-deflate");
    byte[] bomb = deflated(new byte[32 << 20], Deflater.SYNC_FLUSH);
    assertThat(bomb.length).isLessThan(1 << 16);
    long before = memoryOfThread();
    client.send(frame(0xc2, bomb));
    assertThat(memoryOfThread() - before).as("bytes allocated").isLessThan(4 << 20);
    assertThat(client.receivedHex()).startsWith("88").contains("03f1");
    client = another();
    client.send(frame(0xc2, deflated(new byte[1 << 16], Deflater.SYNC_FLUSH)));
    client.send(frame(0xc2, deflated(new byte[(1 << 16) + 1], Deflater.SYNC_FLUSH)));
    assertThat(all.events().get(1)).hasSize("binary ".length() + (1 << 16));
    assertThat(client.receivedHex()).startsWith("88").contains("03f1");
  }

  private static long memoryOfThread() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 3", "3, 0", "1, 1"})
  void messagesOfAnyKindGoThereAndBack(int ofServer, int ofClient, Gen gen) {
    var compression = Compression.DEFAULT.withFromBytes(0);
    RawClient.serve(
        memory,
        router ->
            router.websocket(
                "/ws",
                SMALL.withCompression(compression.withContexts(ofServer)),
                socket ->
                    new WebSocketListener() {
                      @Override
                      public void utf8Received(ByteBuffer utf8) {
                        var _ = socket.sendUtf8(utf8);
                      }

                      @Override
                      public void binaryReceived(ByteBuffer data) {
                        var _ = socket.send(data);
                      }
                    }));
    var opening =
        WebSocketClient.to("ws://127.0.0.1:8060/ws")
            .withSettings(SMALL.withCompression(compression.withContexts(ofClient)))
            .connect(memory.reactor(), all);
    memory.settle();
    var socket = opening.resultNow();
    assertThat(socket.isCompressed()).isTrue();
    for (int i = 0; i < 60; i++) {
      String text = gen.string(60).repeat(gen.between(0, 30));
      var _ = socket.send(text);
      byte[] data = gen.bytes(3000);
      var _ = socket.send(ByteBuffer.wrap(data));
      memory.settle();
      assertThat(all.events().get(all.events().size() - 2)).isEqualTo("text " + text);
      assertThat(all.events().getLast())
          .isEqualTo("binary " + new String(data, java.nio.charset.StandardCharsets.ISO_8859_1));
    }
    socket.close();
    memory.settle();
    assertThat(all.events().getLast()).isEqualTo("closed 1000 clean DONE");
  }
}
