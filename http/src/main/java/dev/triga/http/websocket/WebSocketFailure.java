package dev.triga.http.websocket;

/// A WebSocket could not be opened: the server refused, or what it answered is no handshake.
public final class WebSocketFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// What the server answered.
  private final int status;

  WebSocketFailure(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /// The status that the server answered with; 0 if it gave no answer that is one.
  public int status() {
    return status;
  }
}
