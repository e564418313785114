package dev.triga.http.websocket;

/// What a [BroadcastGroup] does about a member that does not take what it is sent.
public enum SlowMember {
  /// It misses messages until it has caught up.
  SKIPPED,
  /// It is closed with [CloseCode#TRY_AGAIN_LATER], and may come back.
  CLOSED
}
