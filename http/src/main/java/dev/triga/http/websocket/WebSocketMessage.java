package dev.triga.http.websocket;

import java.nio.ByteBuffer;

/// A message that was taken from a [WebSocketInbox].
public sealed interface WebSocketMessage {
  /// A text.
  record Text(String text) implements WebSocketMessage {}

  /// A binary message.
  ///
  /// @param data its bytes, the taker's own
  record Binary(ByteBuffer data) implements WebSocketMessage {}
}
