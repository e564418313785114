package dev.triga.http.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.http.HttpServer;
import dev.triga.net.Endpoint;
import dev.triga.reactor.Reactor;
import dev.triga.testing.TrigaTest;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// What a message costs the heap of a server: nothing of ours, and on NIO the key that the JDK
/// makes for each selection.
@TrigaTest
class EchoAllocatesNothingTest {
  private static final int NIO_BYTES_MAX = 64;
  private static final int ROUNDS = 3000;

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
  void messagesOf64BytesAreEchoedWithoutGarbage() throws Exception {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (var reactor = Reactor.builder().debug(false).open()) {
      var server = HttpServer.of(router -> router.websocket("/ws", EchoAllocatesNothingTest::echo));
      var port = reactor.listen(Endpoint.parse("tcp:127.0.0.1:0"), server);
      reactor.start();
      var loop = new CompletableFuture<Long>();
      reactor.execute(() -> loop.complete(Thread.currentThread().threadId()));
      String[] address = port.endpoint().toString().split(":");
      try (var client = new Socket("127.0.0.1", Integer.parseInt(address[address.length - 1]))) {
        client.setTcpNoDelay(true);
        open(client);
        for (int opcode : new int[] {0x82, 0x81}) {
          rounds(client, opcode);
          long before = threads.getThreadAllocatedBytes(loop.get());
          rounds(client, opcode);
          long bytes = threads.getThreadAllocatedBytes(loop.get()) - before;
          assertThat(bytes / (double) ROUNDS).isLessThanOrEqualTo(NIO_BYTES_MAX);
        }
      }
    }
  }

  private static void open(Socket client) throws IOException {
    String request =
        "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
    client.getOutputStream().write(request.getBytes(ISO_8859_1));
    int state = 0;
    while (state < 4) {
      int next = client.getInputStream().read();
      state = next == "\r\n\r\n".charAt(state) ? state + 1 : next == '\r' ? 1 : 0;
    }
  }

  private static void rounds(Socket client, int opcode) throws IOException {
    byte[] frame = new byte[6 + 64];
    frame[0] = (byte) opcode;
    frame[1] = (byte) (0x80 | 64);
    byte[] answer = new byte[2 + 64];
    var in = new DataInputStream(client.getInputStream());
    for (int i = 0; i < ROUNDS; i++) {
      client.getOutputStream().write(frame);
      in.readFully(answer);
    }
    assertThat(answer[1]).isEqualTo((byte) 64);
  }
}
