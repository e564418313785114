package dev.triga.http.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.async.Deferred;
import dev.triga.async.TimeoutFailure;
import dev.triga.net.Endpoint;
import dev.triga.net.NetFailure;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.TrigaTest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A client's socket, and what servers answer to it that they should not.
@TrigaTest
class WebSocketClientTest {
  private static final WebSocketClient CLIENT = WebSocketClient.to("ws://127.0.0.1:8060/ws?a=b");

  private final Recorder.All all = new Recorder.All();
  private final Recorder.All served = new Recorder.All();
  private MemoryReactor memory;

  @BeforeEach
  void open() {
    memory = MemoryReactor.open();
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private Deferred<WebSocket> connected() {
    var opening = CLIENT.connect(memory.reactor(), all);
    memory.settle();
    return opening;
  }

  @Test
  void messagesGoBothWaysAndTheServerEndsTheConnection() {
    RawClient.serve(memory, router -> router.websocket("/ws", served));
    var socket = connected().resultNow();
    socket.send("hello");
    served.socket().send(ByteBuffer.wrap("bytes".getBytes(ISO_8859_1)));
    memory.settle();
    assertThat(served.events()).containsExactly("opened", "text hello");
    assertThat(all.events()).containsExactly("opened", "binary bytes");
    socket.close(4000, "enough");
    memory.settle();
    assertThat(served.events().getLast()).isEqualTo("closed 4000 enough clean DONE");
    assertThat(all.events().getLast()).isEqualTo("closed 4000 clean DONE");
  }

  @Test
  void theServerMayCloseFirst() {
    RawClient.serve(memory, router -> router.websocket("/ws", served));
    connected().resultNow();
    served.socket().close(CloseCode.GOING_AWAY, "bye");
    memory.settle();
    assertThat(all.events().getLast()).isEqualTo("closed 1001 bye clean DONE");
    assertThat(served.events().getLast()).isEqualTo("closed 1001 clean DONE");
  }

  @Test
  void aSubprotocolIsAgreedOn() {
    var settings = WebSocketSettings.DEFAULT.withSubprotocols("b", "a");
    RawClient.serve(memory, router -> router.websocket("/ws", settings, served));
    var opening =
        CLIENT
            .withSettings(WebSocketSettings.DEFAULT.withSubprotocols("a", "c"))
            .withHeader("X-Who", "me")
            .connect(memory.reactor(), all);
    memory.settle();
    assertThat(opening.resultNow().subprotocol()).isEqualTo("a");
  }

  @Test
  void aRefusalTellsTheStatus() {
    RawClient.serve(memory, router -> router.websocket("/other", served));
    var opening = connected();
    assertThat(opening.failureNow()).isInstanceOf(WebSocketFailure.class);
    assertThat(((WebSocketFailure) opening.failureNow()).status()).isEqualTo(404);
  }

  @Test
  void nobodyThereIsAFailureOfTheNetwork() {
    assertThat(connected().failureNow()).isInstanceOf(NetFailure.class);
  }

  @Test
  void aServerThatSaysNothingIsGivenUp() {
    memory.reactor().listen(Endpoint.parse("tcp:127.0.0.1:8060"), transport -> new Protocol() {});
    var opening = connected();
    memory.runFor(WebSocketClient.DEFAULT_TIMEOUT);
    assertThat(opening.failureNow()).isInstanceOf(TimeoutFailure.class);
  }

  /// Answers whatever is asked with a text, where KEY stands for the proof.
  private void answering(String answer) {
    memory
        .reactor()
        .listen(
            Endpoint.parse("tcp:127.0.0.1:8060"),
            transport ->
                new Protocol() {
                  @Override
                  public void dataReceived(ByteBuffer data) {
                    respond(transport, ISO_8859_1.decode(data).toString(), answer);
                  }
                });
  }

  private static void respond(Transport transport, String request, String answer) {
    var key = Pattern.compile("Sec-WebSocket-Key: (\\S+)\r\n").matcher(request);
    String text = key.find() ? answer.replace("KEY", Handshake.proof(key.group(1))) : "";
    var _ = transport.write(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
  }

  private static final String GOOD =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Accept: KEY\r\n";

  @Test
  void whatComesBehindTheAnswerCounts() {
    answering(GOOD + "\r\n\u0081\u0005hello");
    connected().resultNow();
    assertThat(all.events()).containsExactly("opened", "text hello");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.0 101 Fine\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: KEY\r\n",
        "HTTP/1.1 200 OK\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: KEY\r\n",
        "HTTP/1.1 101 Fine\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: KEY\r\n",
        "HTTP/1.1 101 Fine\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: KEY\r\n",
        "HTTP/1.1 101 Fine\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n",
        "HTTP/1.1 101 Fine\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: KEY\r\n",
        "HTTP/1.1 101 Fine\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n",
        GOOD + "Sec-WebSocket-Accept: KEY\r\n",
        GOOD + "Sec-WebSocket-Protocol: a\r\n",
        GOOD + "Sec-WebSocket-Extensions: permessage-bzip2\r\n",
        GOOD + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=9\r\n",
        GOOD + "Sec-WebSocket-Extensions: permessage-deflate\r\n",
        GOOD + "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; x\r\n",
        GOOD + "Sec-WebSocket-Extensions: ;\r\n",
        "SSH-2.0-x\r\n"
      })
  void whatIsNoAnswerIsAFailure(String answer) {
    answering(answer + "\r\n");
    assertThat(connected().failureNow()).isInstanceOf(WebSocketFailure.class);
    assertThat(all.list).isEmpty();
  }

  @Test
  void anAnswerWithoutEndIsAFailure() {
    answering(GOOD + "X: " + "x".repeat(20_000));
    assertThat(connected().failureNow()).isInstanceOf(WebSocketFailure.class);
  }

  @Test
  void aServerThatMasksIsRefused() {
    answering(GOOD + "\r\n\u0081\u0081\0\0\0\0a");
    connected();
    assertThat(all.events().getLast()).startsWith("closed 1002");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://a/", "ws:///a", "ws://a/#b", "ws://me@a/", "a", "ws://a b/", "wss:a"})
  void whatIsNoAddressIsRefused(String uri) {
    assertThatThrownBy(() -> WebSocketClient.to(uri)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void fieldsThatWouldBreakOutAreRefused() {
    for (String[] bad :
        new String[][] {{"X", "a\r\nY: b"}, {"X Y", "a"}, {"Host", "b"}, {"Upgrade", "h2c"}}) {
      assertThatThrownBy(() -> CLIENT.withHeader(bad[0], bad[1]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void membersOfAGroupGetWhatIsSentAndLeaveWhenTheyEnd() {
    var group = new BroadcastGroup(memory.reactor());
    RawClient.serve(
        memory,
        router ->
            router.websocket(
                "/ws",
                socket -> {
                  group.add(socket);
                  return served.open(socket);
                }));
    List<WebSocket> sockets = new ArrayList<>();
    for (var compression :
        new Compression[] {Compression.OFF, Compression.DEFAULT, Compression.DEFAULT}) {
      var opening =
          CLIENT
              .withSettings(WebSocketSettings.DEFAULT.withCompression(compression))
              .connect(memory.reactor(), all);
      memory.settle();
      sockets.add(opening.resultNow());
    }
    assertThat(group.send("short")).isEqualTo(3);
    assertThat(group.send("long ".repeat(1000))).isEqualTo(3);
    assertThat(group.send(ByteBuffer.wrap(new byte[] {'a'}))).isEqualTo(3);
    memory.settle();
    for (var recorder : all.list) {
      assertThat(recorder.events)
          .containsExactly("opened", "text short", "text " + "long ".repeat(1000), "binary a");
    }
    sockets.getFirst().close();
    memory.settle();
    assertThat(group.size()).isEqualTo(2);
    assertThat(group.add(served.list.getFirst().socket)).isFalse();
    assertThat(group.remove(served.list.getLast().socket)).isTrue();
    assertThat(group.send("x")).isEqualTo(1);
    assertThatThrownBy(() -> group.add(sockets.getLast()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aServerThatIsDrainedSaysGoodbyeToItsSocketsAndEndsItsConnections() {
    var server =
        dev.triga.http.HttpServer.of(router ->
            router
                .get("/", request -> dev.triga.http.Response.text("root"))
                .websocket("/ws", served));
    memory.reactor().listen(Endpoint.parse("tcp:127.0.0.1:8061"), server);
    var address = new java.net.InetSocketAddress("127.0.0.1", 8061);
    var socket = new RawClient(memory, memory.network().connect(address));
    socket.upgrade("/ws");
    var plain = new RawClient(memory, memory.network().connect(address));
    byte[] request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1);
    plain.send(request);
    assertThat(new String(plain.received(), ISO_8859_1))
        .endsWith("root")
        .doesNotContain("Connection: close");
    memory.reactor().execute(() -> server.drain(memory.reactor()));
    memory.settle();
    assertThat(socket.receivedHex()).isEqualTo("880203e9");
    plain.send(request);
    assertThat(new String(plain.received(), ISO_8859_1)).contains("Connection: close");
    var late = new RawClient(memory, memory.network().connect(address));
    late.upgrade("/ws");
    assertThat(served.list).hasSize(2);
    assertThat(served.socket().isOpen()).isFalse();
  }

  @Test
  void whatWasLostOnTheWayToAGroupMakesItsMembersSlow() {
    List<String> changes = new ArrayList<>();
    var group = new BroadcastGroup(memory.reactor());
    group.onChange(() -> changes.add(group.size() + " members"));
    RawClient.serve(
        memory,
        router ->
            router.websocket(
                "/ws",
                socket -> {
                  group.add(socket);
                  return served.open(socket);
                }));
    var client = RawClient.connect(memory);
    client.upgrade("/ws");
    assertThat(group.sendUtf8(ByteBuffer.wrap(new byte[] {'a'}))).isEqualTo(1);
    assertThatThrownBy(() -> group.sendUtf8(ByteBuffer.wrap(new byte[] {(byte) 0xff})))
        .isInstanceOf(IllegalArgumentException.class);
    group.missed(3);
    memory.settle();
    assertThat(group.skipped()).isEqualTo(3);
    assertThat(changes).containsExactly("1 members", "0 members");
  }

  @Test
  void aSlowMemberIsSkippedOrClosed() {
    for (var policy : SlowMember.values()) {
      served.list.clear();
      var group = new BroadcastGroup(memory.reactor(), policy, 200_000);
      var port =
          memory
              .reactor()
              .listen(
                  Endpoint.parse("tcp:127.0.0.1:8061"),
                  dev.triga.http.HttpServer.of(router ->
                      router.websocket(
                          "/ws",
                          socket -> {
                            group.add(socket);
                            return served.open(socket);
                          })));
      var slow =
          new RawClient(
              memory, memory.network().connect(new java.net.InetSocketAddress("127.0.0.1", 8061)));
      slow.upgrade("/ws");
      int sent = 1;
      for (int i = 0; i < 50 && sent == 1; i++) {
        sent = group.send(ByteBuffer.allocate(50_000));
        memory.settle();
      }
      assertThat(sent).isZero();
      assertThat(group.skipped()).isEqualTo(1);
      assertThat(group.size()).isEqualTo(policy == SlowMember.SKIPPED ? 1 : 0);
      slow.received();
      assertThat(group.send("again")).isEqualTo(group.size());
      assertThat(slow.receivedHex())
          .startsWith(policy == SlowMember.SKIPPED ? "8105616761696e" : "");
      slow.peer().close();
      port.stopListening();
      memory.settle();
    }
  }
}
