package dev.triga.http;

import dev.triga.net.Protocol;

/// A protocol that a connection was [switched to][Response#switchTo] and that can be asked to end,
/// as a WebSocket can.
public interface UpgradedProtocol extends Protocol {
  /// The server is [drained][HttpServer#drain]: say goodbye to the peer, and end, but not inside
  /// this call. On the turn, after [#connectionMade].
  void goAway();
}
