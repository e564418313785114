package dev.triga.http.websocket;

/// Why a WebSocket ends, as a number (RFC 6455, 7.4, and IANA's registry). Applications have 4000
/// to 4999 for their own.
public final class CloseCode {
  /// It has served its purpose.
  public static final int NORMAL = 1000;

  /// The server shuts down, or the user has left the page.
  public static final int GOING_AWAY = 1001;

  /// The peer broke the rules of the protocol.
  public static final int PROTOCOL_ERROR = 1002;

  /// The peer sent a kind of message that is not taken here.
  public static final int UNSUPPORTED = 1003;

  /// The peer closed without a code. Only ever told, never sent.
  public static final int NONE = 1005;

  /// The connection ended without a close frame. Only ever told, never sent.
  public static final int ABNORMAL = 1006;

  /// A message was not what it said it is, such as text that is not UTF-8.
  public static final int INVALID_DATA = 1007;

  /// A message breaks a rule of the application.
  public static final int POLICY = 1008;

  /// A message is longer than the limit.
  public static final int TOO_BIG = 1009;

  /// The server failed.
  public static final int SERVER_ERROR = 1011;

  /// The server is overloaded; come back later.
  public static final int TRY_AGAIN_LATER = 1013;

  private CloseCode() {}

  /// Whether a close frame may carry it.
  static boolean maySend(int code) {
    return (code >= 1000 && code <= 1003)
        || (code >= 1007 && code <= 1014)
        || (code >= 3000 && code <= 4999);
  }
}
