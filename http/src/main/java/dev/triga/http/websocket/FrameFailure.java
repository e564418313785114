package dev.triga.http.websocket;

/// What the peer sent is no frame or message, or too much of one.
final class FrameFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// The close code that says so.
  private final int code;

  FrameFailure(int code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  int code() {
    return code;
  }

  /// What the peer must not do.
  static FrameFailure protocol(String message) {
    return new FrameFailure(CloseCode.PROTOCOL_ERROR, message);
  }
}
