package dev.triga.http.websocket;

/// Makes the listener for a socket that has been opened.
@FunctionalInterface
public interface WebSocketFactory {
  /// The handshake is done. Called on the turn; what was asked for is in [WebSocket#request()].
  WebSocketListener open(WebSocket socket);
}
