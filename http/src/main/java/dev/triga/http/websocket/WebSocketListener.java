package dev.triga.http.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/// The user's end of a [WebSocket]. Every method has a default, is called on the reactor's turn and
/// one at a time. When one throws, that is logged, and the socket is closed with
/// [CloseCode#SERVER_ERROR].
///
/// Order: `opened`, then any of the others, then `closed` exactly once, never from inside another
/// callback of this listener. After [WebSocket#close] no more messages come.
public interface WebSocketListener {
  /// The socket is open; sending is possible from the factory's call on.
  default void opened() {}

  /// A text has come.
  default void textReceived(String text) {}

  /// A text has come, as the UTF-8 that it is. The default makes it a String for [#textReceived];
  /// override it instead to parse, or to send on, without one.
  ///
  /// @param utf8 from position to limit; checked to be UTF-8; valid only during this call
  default void utf8Received(ByteBuffer utf8) {
    textReceived(
        utf8.hasArray()
            ? new String(
                utf8.array(), utf8.arrayOffset() + utf8.position(), utf8.remaining(), UTF_8)
            : UTF_8.decode(utf8).toString());
  }

  /// A binary message has come. Who keeps the bytes copies them.
  ///
  /// @param data from position to limit; valid only during this call
  default void binaryReceived(ByteBuffer data) {}

  /// The peer has answered a ping, or sent a pong of its own accord. Pings are answered without
  /// asking.
  ///
  /// @param data what the ping had; valid only during this call
  default void pongReceived(ByteBuffer data) {}

  /// The unsent bytes have fallen to the low watermark after
  /// [dev.triga.net.WriteOutcome#ABOVE_HIGH_WATER]: go on sending.
  default void writable() {}

  /// It is over. Nothing is called after this.
  default void closed(WebSocketClose close) {}
}
