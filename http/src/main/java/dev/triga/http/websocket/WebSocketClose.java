package dev.triga.http.websocket;

import dev.triga.net.CloseReason;

/// How a WebSocket ended.
///
/// @param code what the peer said; if it said nothing, what we told it that it had done wrong, or
///   [CloseCode#ABNORMAL]
/// @param reason the sentence that came with the code; may be empty
/// @param isClean whether both sides sent a close frame
/// @param connection why the connection below ended
public record WebSocketClose(int code, String reason, boolean isClean, CloseReason connection) {}
