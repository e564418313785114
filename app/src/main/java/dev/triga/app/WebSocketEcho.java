package dev.triga.app;

import dev.triga.http.websocket.WebSocket;
import dev.triga.http.websocket.WebSocketListener;
import dev.triga.net.WriteOutcome;
import java.nio.ByteBuffer;

/// Sends each message back, and reads no more of them while the peer does not take them.
///
/// @param socket where they come from
record WebSocketEcho(WebSocket socket) implements WebSocketListener {
  @Override
  public void utf8Received(ByteBuffer utf8) {
    sent(socket.sendUtf8(utf8));
  }

  @Override
  public void binaryReceived(ByteBuffer data) {
    sent(socket.send(data));
  }

  private void sent(WriteOutcome outcome) {
    if (outcome == WriteOutcome.ABOVE_HIGH_WATER) {
      socket.pauseReading();
    }
  }

  @Override
  public void writable() {
    socket.resumeReading();
  }
}
